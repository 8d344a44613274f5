import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Response } from 'supertest';
import type { CibaAdapter } from '../../lib/adapter.js';
import { CibaError } from '../../lib/errors.js';
import { otherTill, type TestHost, type TestHostOptions, testHost, till } from '../support/host.js';
import {
  expectLogged,
  expectNothingAsked,
  expectRefusal,
  type RefusalDetails,
} from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';
import { askSigned, signerOf } from '../support/signed-request.js';
import { type OpenStore, storeCases } from '../support/stores.ts';

type Verify = NonNullable<CibaAdapter['verifyUserCode']>;

const registered = { backchannel_user_code_parameter: true };
const withCode = { ...till, ...registered };
const otherWithCode = { ...otherTill, ...registered };
const signer = signerOf('ES256', registered);

const isRight: Verify = (_user, given) => given === '1234';
const wrong = { user_code: '4321' };
const right = { user_code: '1234' };

/** A host that asks for codes, and remembers which it judged. */
function codeHost(
  options: TestHostOptions = {},
  verify: Verify = isRight,
): TestHost & { readonly judged: unknown[] } {
  const judged: unknown[] = [];
  const verifyUserCode: Verify = (...args) => {
    judged.push(args[1]);
    return verify(...args);
  };
  const clients = [withCode, otherWithCode, signer.client];
  const host = testHost({
    clients,
    caps: false,
    ...options,
    adapter: { verifyUserCode, ...options.adapter },
  });
  return { ...host, judged };
}

function expectWrong(res: Response): void {
  expectRefusal(res, [400, 'invalid_user_code'], { description: 'The user_code is wrong.' });
}

function expectLocked(res: Response, retryAfter = 900): void {
  const description = 'Too many wrong user codes; try again later.';
  expectRefusal(res, [429, 'temporarily_unavailable'], { description, retryAfter });
}

async function sendWrong(host: TestHost, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) expectWrong(await ask(host, wrong));
}

describe.each(storeCases)('wrong user codes of a client for a user, over $name,', ({ open }) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  const host = (options: TestHostOptions = {}) => codeHost({ store: opened.store, ...options });

  it('are five at most: then even the right one is refused, and nobody looks at it', async () => {
    const locked = host();
    await sendWrong(locked, 5);
    expectLocked(await ask(locked, wrong));
    expectLocked(await ask(locked, right));
    expect(locked.judged).toEqual(Array(5).fill('4321'));
    await expectNothingAsked(locked);
    expect(locked.logged).toEqual([]);
  });

  it('are forgotten 900 s after the first', async () => {
    const locked = host();
    await sendWrong(locked, 1);
    await opened.advance(600_000);
    await sendWrong(locked, 4);
    await opened.advance(290_000);
    expectLocked(await ask(locked, right), 10);
    await opened.advance(10_000);
    await start(locked, right);
    await sendWrong(locked, 5);
    expectLocked(await ask(locked, right));
  });

  it('are five at most where twenty come at once', async () => {
    const locked = host();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(locked, wrong)));
    const refused = answers.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(5);
    for (const res of refused) expectWrong(res);
    for (const res of answers.filter(({ status }) => status !== 400)) expectLocked(res);
    expect(locked.judged).toHaveLength(5);
    await expectNothingAsked(locked);
  });

  it('are counted by all processes together', async () => {
    const [one, other] = [host(), host()];
    await sendWrong(one, 3);
    await sendWrong(other, 2);
    expectLocked(await ask(one, right));
    expectLocked(await ask(other, right));
  });
});

describe('wrong user codes of a client for a user', () => {
  it('are no other client’s: it may still ask the user', async () => {
    const host = codeHost();
    await sendWrong(host, 5);
    await start(host, right, { client: otherWithCode });
    expectLocked(await ask(host, right));
  });

  it('are no other user’s: the client may still ask them', async () => {
    const host = codeHost();
    await sendWrong(host, 5);
    await start(host, { ...right, login_hint: 'bob' });
    expectLocked(await ask(host, right));
  });

  it('are the user’s, by whichever hint', async () => {
    const host = codeHost({ adapter: { resolveUser: () => ({ sub: 'alice' }) } });
    for (const login_hint of ['a', 'b', 'c', 'd', 'e'])
      expectWrong(await ask(host, { ...wrong, login_hint }));
    expectLocked(await ask(host, { ...right, login_hint: 'f' }));
    expectLocked(await ask(host, { ...right, login_hint: undefined, login_hint_token: 'g' }));
  });

  it('are counted in a signed request as in a form', async () => {
    const host = codeHost();
    for (let n = 0; n < 5; n += 1) expectWrong(await askSigned(host, signer, { claims: wrong }));
    expectLocked(await askSigned(host, signer, { claims: right }));
  });

  it('are not counted with right ones, however many those are', async () => {
    const host = codeHost();
    for (let n = 0; n < 8; n += 1) await start(host, right);
    await sendWrong(host, 4);
    for (let n = 0; n < 8; n += 1) await start(host, right);
    await sendWrong(host, 1);
    expectLocked(await ask(host, right));
  });

  it('are not counted with missing ones, which go on being asked for', async () => {
    const host = codeHost();
    for (const fields of [{}, { user_code: '' }, {}, {}, {}, {}])
      expectRefusal(await ask(host, fields), [400, 'missing_user_code']);
    await sendWrong(host, 5);
    expectRefusal(await ask(host), [400, 'missing_user_code']);
    expectLocked(await ask(host, right));
  });

  it('do not keep away a user whom the host exempts from codes', async () => {
    const host = codeHost({}, (_user, given) => given === undefined);
    await sendWrong(host, 5);
    await start(host);
  });

  it('are not counted of clients that are not registered for codes', async () => {
    const plain = { ...till, client_id: 'plain' };
    const host = codeHost({ clients: [plain] });
    for (let n = 0; n < 10; n += 1) await start(host, wrong, { client: plain });
    expect(host.judged).toEqual([]);
  });

  it('are counted whatever the host refuses them with', async () => {
    const host = codeHost({}, () => {
      throw new CibaError('access_denied', 'Blocked.');
    });
    for (let n = 0; n < 5; n += 1)
      expectRefusal(await ask(host, wrong), [403, 'access_denied'], { description: 'Blocked.' });
    expectLocked(await ask(host, wrong));
  });

  it('leave no trace of a code in events, the log and what is stored', async () => {
    const attempt = jest.fn<(attempt: unknown) => void>();
    const store = storeWith((inner) => ({
      attempt: async (given) => {
        attempt(given);
        return inner.attempt(given);
      },
    }));
    const host = codeHost({ store });
    const seen: unknown[] = [];
    for (const name of ['requested', 'failed', 'limited'] as const)
      host.ciba.on(name, (event) => void seen.push(event));
    await sendWrong(host, 5);
    expectLocked(await ask(host, wrong));
    const limited = { client_id: 'till', sub: 'alice', cap: 'userCodeAttempts' };
    expect([seen, host.logged]).toEqual([[limited], []]);
    const expected = { kind: 'user_code', names: ['till', 'alice'], most: 5, seconds: 900 };
    expect(attempt.mock.calls).toEqual(Array(6).fill([expected]));
  });
});

/** A host that does not come to judge a code. */
interface Unjudged {
  readonly why: string;
  readonly fails: Verify;
  readonly refusal: readonly [number, string];
  readonly details?: RefusalDetails;
  readonly logged?: string;
}

const unjudged: readonly Unjudged[] = [
  {
    why: 'for a fault',
    fails: () => {
      throw new Error('the vault is sealed');
    },
    refusal: [500, 'server_error'],
    logged: 'the vault is sealed',
  },
  {
    why: 'in time',
    fails: () => new Promise(() => undefined),
    refusal: [503, 'temporarily_unavailable'],
    details: { retryAfter: 5 },
    logged: 'took longer than 0.05 s',
  },
  {
    why: 'for the moment, as it says',
    fails: () => {
      throw new CibaError('temporarily_unavailable', 'Busy.', { retryAfter: 7 });
    },
    refusal: [503, 'temporarily_unavailable'],
    details: { description: 'Busy.', retryAfter: 7 },
  },
];

describe('a user code that the host could not judge', () => {
  it.each(unjudged)('$why is not counted', async ({ fails, refusal, details, logged }) => {
    let broken = true;
    const verify: Verify = (...args) => (broken ? fails(...args) : isRight(...args));
    const host = codeHost({ callbackTimeout: 0.05 }, verify);
    for (let n = 0; n < 7; n += 1) expectRefusal(await ask(host, right), refusal, details);
    await expectNothingAsked(host);
    if (logged) expectLogged(host, logged);
    broken = false;
    await sendWrong(host, 4);
    await start(host, right);
  });
});

describe('a store that cannot count user codes', () => {
  const failing = async (): Promise<never> => {
    throw new Error('Redis: READONLY');
  };

  it('lets none be judged', async () => {
    const host = codeHost({ store: storeWith(() => ({ attempt: failing })) });
    expectRefusal(await ask(host, right), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(host.judged).toEqual([]);
    await expectNothingAsked(host);
  });

  it('is asked for nothing where there is no code to count', async () => {
    const host = codeHost({ store: storeWith(() => ({ attempt: failing, forgive: failing })) });
    expectRefusal(await ask(host), [400, 'missing_user_code']);
  });

  it('lets no right one pass that it could not forgive', async () => {
    const host = codeHost({ store: storeWith(() => ({ forgive: failing })) });
    expectRefusal(await ask(host, right), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    await expectNothingAsked(host);
  });
});

describe('userCodeAttempts', () => {
  it.each([
    [{ most: 1 }, 1, 900],
    [{ most: 20 }, 20, 900],
    [{ seconds: 60 }, 5, 60],
    [{ most: 2, seconds: 1 }, 2, 1],
    [{}, 5, 900],
  ])('%j allows %i wrong ones in %i s', async (userCodeAttempts, most, seconds) => {
    const host = codeHost({ userCodeAttempts });
    await sendWrong(host, most);
    expectLocked(await ask(host, right), seconds);
    host.clock.advance(seconds * 1000);
    await start(host, right);
  });

  it('false counts none', async () => {
    const asked = jest.fn(async (): Promise<never> => {
      throw new Error('it is not to be asked');
    });
    const store = storeWith(() => ({ attempt: asked, forgive: asked }));
    const host = codeHost({ userCodeAttempts: false, store });
    await sendWrong(host, 20);
    await start(host, right);
    expect(asked).not.toHaveBeenCalled();
  });
});
