import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BoundName } from '../../../lib/bounds.js';
import {
  type JudgeSecret,
  type SecretAttemptsContext,
  secretAttempts,
} from '../../../lib/client/authentication/secret-attempts.js';
import type { CibaEvents } from '../../../lib/events.js';
import type { Attempt, AttemptOutcome } from '../../../lib/request/attempts.js';
import { testClock } from '../../support/clock.ts';
import { otherTill, type TestHost, type TestHostOptions, testHost, till } from '../../support/host.js';
import { expectLogged, expectRefusal } from '../../support/http-answers.js';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';
import { basic, type FormPost } from '../../support/http-requests.js';
import { storeWith } from '../../support/http-store.js';
import { type OpenStore, storeCases } from '../../support/stores.ts';

const here = { 'X-Address': '192.0.2.1' };
const there = { 'X-Address': '192.0.2.2' };
const wrong: FormPost = { client: { ...till, client_secret: 'guess' }, headers: here };
const right: FormPost = { headers: here };
const description = 'Too many wrong secrets; try again later.';

interface CountingHost extends TestHost {
  readonly judged: string[];
  readonly events: (readonly [string, object])[];
}

/** A host that can tell from where a request comes, and remembers which secrets it judged. */
function countingHost({ adapter, ...options }: TestHostOptions = {}): CountingHost {
  const [judged, events]: [string[], CountingHost['events']] = [[], []];
  const host = testHost({
    ...options,
    adapter: {
      getAddress: ({ headers }) => headers['x-address'] as string | undefined,
      verifyClientSecret: ({ client_secret }, secret) => {
        judged.push(secret);
        return secret === client_secret;
      },
      ...adapter,
    },
  });
  for (const name of ['limited', 'clientAuthenticationFailed'] as const)
    host.ciba.on(name, (event) => events.push([name, event]));
  return { ...host, judged, events };
}

describe.each(storeCases)('wrong secrets of a client from one address, over $name,', ({ open }) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  const host = (): CountingHost => countingHost({ store: opened.store });

  it.each(endpoints)(
    'are ten at the $endpoint endpoint: then none is looked at, not even the right one',
    async ({ send, endpoint }) => {
      const guessed = host();
      for (let n = 0; n < 10; n += 1) expectRefusal(await send(guessed, wrong), [401, 'invalid_client']);
      for (const sent of [wrong, wrong, right])
        expectRefusal(await send(guessed, sent), [429, 'temporarily_unavailable'], {
          description,
          retryAfter: 300,
        });
      expect(guessed.judged).toEqual(Array(11).fill('guess'));
      const limited = ['limited', { client_id: 'till', cap: 'secretAttempts' }];
      const failed = ['clientAuthenticationFailed', { endpoint, client_id: 'till', reason: 'secret' }];
      expect(guessed.events).toEqual([...Array(10).fill(failed), ...Array(3).fill(limited)]);
      expect(JSON.stringify([guessed.events, guessed.logged])).not.toMatch(/guess|192\.0\.2/);
    },
  );

  it('lock nobody out elsewhere, and no other client here', async () => {
    const guessed = host();
    for (const at of endpoints) {
      for (let n = 0; n < 11; n += 1) await at.send(guessed, wrong);
      expectPassed(await at.send(guessed, { headers: there }), at);
      expectPassed(await at.send(guessed, { client: otherTill, headers: here }), at);
    }
  });

  it('are counted at both endpoints and by all processes together, in a form and a header', async () => {
    const [one, other] = [host(), host()];
    const [backchannel, token] = endpoints as [(typeof endpoints)[0], (typeof endpoints)[0]];
    const byBasic = { client: null, headers: { ...here, ...basic('till:guess') } };
    for (let n = 0; n < 5; n += 1) await backchannel.send(one, wrong);
    for (let n = 0; n < 5; n += 1) await token.send(other, byBasic);
    for (const at of [one, other])
      expectRefusal(await token.send(at, wrong), [429, 'temporarily_unavailable'], {
        description,
        retryAfter: 300,
      });
    expectRefusal(await backchannel.send(one, byBasic), [429, 'temporarily_unavailable'], {
      description,
      retryAfter: 300,
    });
  });

  it('are forgotten 300 s after the first', async () => {
    const at = endpoints[0] as (typeof endpoints)[0];
    const guessed = host();
    await at.send(guessed, wrong);
    await opened.advance(299_000);
    for (let n = 0; n < 9; n += 1) await at.send(guessed, wrong);
    await opened.advance(1000);
    for (let n = 0; n < 10; n += 1) expectRefusal(await at.send(guessed, wrong), [401, 'invalid_client']);
  });
});

describe('wrong secrets', () => {
  const [at] = endpoints as [(typeof endpoints)[0]];
  const guess = async (host: CountingHost, sent: FormPost = wrong, times = 12): Promise<void> => {
    for (let n = 0; n < times; n += 1) expectRefusal(await at.send(host, sent), [401, 'invalid_client']);
  };
  const uncounted = () =>
    storeWith(() => ({
      attempt: async () => {
        throw new Error('it is not to be asked');
      },
    }));

  it.each<[string, TestHostOptions, FormPost]>([
    ['where the host cannot tell addresses', { adapter: { getAddress: undefined as never } }, wrong],
    ['where it does not know this one', { adapter: { getAddress: () => undefined } }, wrong],
    ['where it knows it for an empty one', { adapter: { getAddress: () => '' } }, wrong],
    ['where that is turned off', { secretAttempts: false }, wrong],
    ['of unknown clients', {}, { ...wrong, client: { ...till, client_id: 'unheard-of' } }],
    ['that are none', {}, { client: null, headers: here }],
  ])('are not counted %s', async (_where, options, sent) => {
    await guess(countingHost({ store: uncounted(), ...options }), sent);
  });

  it('cost right ones no call of the store', async () => {
    const host = countingHost({ store: uncounted() });
    for (let n = 0; n < 3; n += 1) expectPassed(await at.send(host, right), at);
  });

  it('are as many as the option says', async () => {
    const host = countingHost({ secretAttempts: { most: 2, seconds: 60 } });
    await guess(host, wrong, 2);
    expectRefusal(await at.send(host, wrong), [429, 'temporarily_unavailable'], {
      description,
      retryAfter: 60,
    });
  });

  it('that cannot be counted are 503', async () => {
    const host = countingHost({ store: uncounted() });
    expectRefusal(await at.send(host, wrong), [503, 'temporarily_unavailable'], { retryAfter: 5 });
  });

  it('are a fault where the address is none', async () => {
    const host = countingHost({ adapter: { getAddress: () => ['192.0.2.1'] as never } });
    expectRefusal(await at.send(host, right), [500, 'server_error']);
    expectLogged(host, 'it must answer with text, or nothing');
  });
});

describe('guesses that arrive all at once', () => {
  const most = 10;

  /** Whether secrets are right is told at once, or when the test says so; so is what the store has counted. */
  function rush({ judged = (right: boolean) => Promise.resolve(right) } = {}) {
    const counting: (() => void)[] = [];
    let counted = 0;
    const judging = secretAttempts({
      store: {
        attempt: () =>
          new Promise((resolve) => {
            counting.push(() => {
              counted += 1;
              resolve(counted > most ? { allowed: false, retryAfter: 300 } : { allowed: true });
            });
          }),
      },
      emit: () => undefined,
      bounded: () => undefined,
      limit: { most, seconds: 300 },
      getAddress: async ({ headers }) => String(headers['x-address']),
    });
    let looked = 0;
    const guess = (right: boolean, clientId = 'till', address = '192.0.2.1'): Promise<unknown> =>
      judging(clientId, { headers: { 'x-address': address } } as never, () => {
        looked += 1;
        return judged(right);
      }).catch(({ status, retryAfter }) => [status, retryAfter]);
    const count = (): void => {
      for (const answer of counting.splice(0)) answer();
    };
    return { guess, count, counting, looked: () => looked };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are taken as wrong no more often than allowed before the store has counted, and a right one as none', async () => {
    const { guess, count, counting } = rush();
    const answers = Array.from({ length: 2000 }, (_, n) => guess(n === 1000));
    await settled();
    expect(counting).toHaveLength(most);
    count();
    expect(await Promise.all(answers)).toEqual([...Array(most).fill(false), ...Array(1990).fill([429, 1])]);
  });

  it('are not looked at where as many as allowed are being counted', async () => {
    const { guess, count, looked } = rush();
    const first = Array.from({ length: most }, () => guess(false));
    await settled();
    expect(await guess(true)).toEqual([429, 1]);
    expect(looked()).toBe(most);
    count();
    await Promise.all(first);
    expect(await guess(true)).toBe(true);
  });

  it('tell nothing that was found out too late, however long looking takes', async () => {
    const ends: (() => void)[] = [];
    const judged = (right: boolean) => new Promise<boolean>((resolve) => ends.push(() => resolve(right)));
    const { guess, count } = rush({ judged });
    const answers = Array.from({ length: most + 1 }, (_, n) => guess(n === most));
    await settled();
    for (const end of ends) end();
    await settled();
    count();
    expect(await Promise.all(answers)).toEqual([...Array(most).fill(false), [429, 1]]);
  });

  it('are right ones as many as there are', async () => {
    const { guess, counting } = rush();
    const answers = await Promise.all(Array.from({ length: 2000 }, () => guess(true)));
    expect([new Set(answers), counting]).toEqual([new Set([true]), []]);
  });

  it('keep out no other client, and no other address', async () => {
    const { guess } = rush();
    for (let n = 0; n < most; n += 1) void guess(false);
    await settled();
    expect(await guess(true, 'other-till')).toBe(true);
    expect(await guess(true, 'till', '192.0.2.2')).toBe(true);
  });

  it('are forgotten where the store could not count them', async () => {
    const judging = secretAttempts({
      store: { attempt: () => Promise.reject(new Error('down')) },
      emit: () => undefined,
      bounded: () => undefined,
      limit: { most: 1, seconds: 60 },
      getAddress: async () => '192.0.2.1',
    });
    for (let n = 0; n < 3; n += 1)
      await expect(judging('till', {} as never, async () => false)).rejects.toThrow('down');
    expect(await judging('till', {} as never, async () => true)).toBe(true);
  });
});

describe('what a process remembers of who is refused', () => {
  const incoming = {} as Parameters<JudgeSecret>[1];
  const clock = testClock();

  function judge(
    changes: Partial<SecretAttemptsContext> = {},
    outcome: AttemptOutcome = { allowed: false, retryAfter: 60 },
  ) {
    const asked: Attempt[] = [];
    const bounds: BoundName[] = [];
    const limited: unknown[] = [];
    const judging = secretAttempts({
      store: {
        attempt: async (attempt) => {
          asked.push(attempt);
          return outcome;
        },
      },
      emit: (_name, event) => void limited.push(event as CibaEvents['limited']),
      bounded: (bound) => void bounds.push(bound),
      limit: { most: 10, seconds: 300 },
      getAddress: async () => '192.0.2.1',
      now: clock.now,
      ...changes,
    });
    const looked: string[] = [];
    const show = async (isRight: boolean, clientId = 'till'): Promise<unknown> =>
      judging(clientId, incoming, async () => {
        looked.push(clientId);
        return isRight;
      }).catch(({ status, retryAfter }) => [status, retryAfter]);
    return { show, asked, bounds, looked, limited };
  }

  it('is until when, to the second', async () => {
    const { show, asked, looked } = judge();
    expect(await show(false)).toEqual([429, 60]);
    clock.advance(59_999);
    expect(await show(true)).toEqual([429, 1]);
    expect(looked).toHaveLength(1);
    clock.advance(1);
    expect(await show(true)).toBe(true);
    expect(asked).toEqual([{ kind: 'client_secret', names: ['till', '192.0.2.1'], most: 10, seconds: 300 }]);
  });

  it('holds for a right secret that was being looked at meanwhile', async () => {
    let end = (_right: boolean): void => undefined;
    const { show } = judge();
    const judging = secretAttempts({
      store: { attempt: async () => ({ allowed: false, retryAfter: 60 }) },
      emit: () => undefined,
      bounded: () => undefined,
      limit: { most: 1, seconds: 60 },
      getAddress: async () => '192.0.2.1',
    });
    const slow = judging(
      'till',
      incoming,
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    await expect(judging('till', incoming, async () => false)).rejects.toMatchObject({ status: 429 });
    end(true);
    await expect(slow).rejects.toMatchObject({ status: 429, retryAfter: 60 });
    expect(await show(true)).toBe(true);
  });

  it('is bounded: one more is not remembered, but refused by the store', async () => {
    const { show, asked, bounds } = judge();
    for (let n = 0; n < 10_000; n += 1) await show(false, `client-${n}`);
    expect(bounds).toEqual([]);
    for (let n = 0; n < 2; n += 1) expect(await show(false, 'one-more')).toEqual([429, 60]);
    expect([asked.length, bounds]).toEqual([10_002, ['refusedSecrets', 'refusedSecrets']]);
    clock.advance(60_000);
    await show(false, 'one-more');
    expect(await show(true, 'one-more')).toEqual([429, 60]);
    expect(bounds).toHaveLength(2);
  });
});
