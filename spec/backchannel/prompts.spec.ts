import type { CibaEvents } from '../../lib/events.js';
import { otherTill, type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';

const alice = { sub: 'alice' };

function guardedHost(options: Parameters<typeof testHost>[0] = {}): TestHost & {
  readonly limited: CibaEvents['limited'][];
  readonly reported: CibaEvents['reported'][];
} {
  const host = testHost(options);
  // Prompts are remembered in whole seconds, rounded up: these tests begin with one.
  host.clock.advance(1000 - (host.clock.now() % 1000));
  const limited: CibaEvents['limited'][] = [];
  const reported: CibaEvents['reported'][] = [];
  host.ciba.on('limited', (event) => limited.push(event));
  host.ciba.on('reported', (event) => reported.push(event));
  return { ...host, limited, reported };
}

async function answered(host: TestHost, decide: 'approve' | 'deny', times = 1): Promise<void> {
  for (let n = 0; n < times; n += 1) await host.ciba[decide]((await start(host)).id, alice);
}

describe('how often a user is asked', () => {
  it('by one client is bounded by default: 429, when to come again, an event, and nobody is asked', async () => {
    const host = guardedHost();
    await answered(host, 'approve', 20);
    expectRefusal(await ask(host), [429, 'temporarily_unavailable'], {
      description: 'The user was asked too often; try again later.',
      retryAfter: 600,
    });
    expect(host.notified).toHaveLength(20);
    expect(host.limited).toEqual([{ client_id: 'till', ...alice, cap: 'promptsPerClientAndUser' }]);
    await start(host, {}, { client: otherTill });
    host.clock.advance(600_000);
    await start(host);
  });

  it('is no more than its cap, however short requests are asked to live', async () => {
    const host = guardedHost({ caps: { promptsPerUser: { most: 5, seconds: 600 } } });
    for (let n = 0; n < 30; n += 1) {
      await ask(host, { requested_expiry: '1' }, n % 2 === 0 ? {} : { client: otherTill });
      host.clock.advance(1500);
    }
    expect(host.notified).toHaveLength(5);
  });

  it('may differ for a client', async () => {
    const host = guardedHost({
      capsFor: ({ client_id }) =>
        client_id === 'till' ? { promptsPerClientAndUser: { most: 1, seconds: 60 } } : undefined,
    });
    await answered(host, 'approve');
    expectRefusal(await ask(host), [429, 'temporarily_unavailable'], { retryAfter: 60 });
    await start(host, {}, { client: otherTill });
    await start(host, {}, { client: otherTill });
  });

  it('is not bounded where caps are off', async () => {
    const host = guardedHost({ caps: false });
    for (let n = 0; n < 70; n += 1) await start(host);
    expect(host.limited).toEqual([]);
  });
});

describe('a user who denies', () => {
  it('once is asked again, and twice in a row not for a while', async () => {
    const host = guardedHost();
    await answered(host, 'deny', 2);
    expectRefusal(await ask(host), [403, 'access_denied'], {
      description: 'The client may not ask this user now.',
    });
    expect(host.limited).toEqual([{ client_id: 'till', ...alice, cap: 'coolDown' }]);
    await start(host, {}, { client: otherTill });
    host.clock.advance(10_000);
    await answered(host, 'deny');
    host.clock.advance(19_999);
    expectRefusal(await ask(host), [403, 'access_denied']);
    host.clock.advance(1);
    await answered(host, 'approve');
    await answered(host, 'deny');
    await start(host);
  });
});

describe('a user who reports', () => {
  it('is asked nothing more by that client, which hears no reason', async () => {
    const host = guardedHost({ caps: false });
    const { id, authReqId } = await start(host);
    expect(await host.ciba.report(id, alice)).toEqual({ outcome: 'accepted' });
    expectRefusal(await ask(host), [403, 'access_denied'], {
      description: 'The client may not ask this user.',
    });
    expect(host.notified).toHaveLength(1);
    const [selector] = authReqId.split('.');
    expect(host.reported).toEqual([{ selector, client_id: 'till', ...alice }]);
    expect(host.limited).toEqual([{ client_id: 'till', ...alice, cap: 'reported' }]);
    await start(host, { login_hint: 'bob' });
    await start(host, {}, { client: otherTill });
    host.clock.advance(2_592_000_000);
    await start(host);
  });

  it('may do so for as long as the host says', async () => {
    const host = guardedHost({ blockFor: 60 });
    await host.ciba.report((await start(host)).id, alice);
    host.clock.advance(59_999);
    expectRefusal(await ask(host), [403, 'access_denied']);
    host.clock.advance(1);
    await start(host);
  });

  it.each<[string, 'approve' | 'deny', string]>([
    ['approved', 'approve', 'conflict'],
    ['denied', 'deny', 'repeated'],
  ])('after having %s is heard too', async (_name, before, outcome) => {
    const host = guardedHost();
    const { id } = await start(host);
    await host.ciba[before](id, alice);
    expect(await host.ciba.report(id, alice)).toEqual({ outcome });
    expectRefusal(await ask(host), [403, 'access_denied']);
    expect(host.reported).toHaveLength(1);
  });

  it('reports nobody by an id of another user’s, or by none', async () => {
    const host = guardedHost();
    const { id, authReqId } = await start(host);
    expect(await host.ciba.report(id, { sub: 'bob' })).toEqual({ outcome: 'wrong_user' });
    expect(await host.ciba.report(authReqId, alice)).toEqual({ outcome: 'unknown' });
    expect(await host.ciba.report('x', alice)).toEqual({ outcome: 'unknown' });
    await expect(host.ciba.report(id, {} as never)).rejects.toThrow(TypeError);
    expect(host.reported).toEqual([]);
    await start(host);
  });
});
