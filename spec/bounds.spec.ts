import { afterEach, describe, expect, it } from '@jest/globals';
import { type BoundName, boundsOf } from '../lib/bounds.js';
import { NothingStored } from '../lib/request/store.js';
import { memoryStore } from '../lib/store/memory/memory-store.js';
import { WaitingPolls } from '../lib/token/waiting-polls.js';
import { testClock } from './support/clock.ts';
import { type TestHost, type TestHostOptions, testHost } from './support/host.js';
import { expectRefusal } from './support/http-answers.js';
import { ask, start } from './support/http-requests.js';
import { storeWith } from './support/http-store.js';
import { heldDeliveries, many, turns, useRelays } from './support/receiver-relay.js';

describe('a bound that is reached', () => {
  it('is told of once a minute, each for itself', () => {
    const clock = testClock();
    const told: unknown[] = [];
    const bounded = boundsOf((name, event) => void told.push([name, event]), clock.now);
    const reach = (...bounds: BoundName[]) => bounds.forEach(bounded);
    reach('requests', 'requests', 'attempts', 'requests');
    clock.advance(59_999);
    reach('requests');
    clock.advance(1);
    reach('attempts', 'requests', 'requests');
    const event = (bound: BoundName) => ['bounded', { bound }];
    expect(told).toEqual(
      ['requests', 'attempts', 'attempts', 'requests'].map((bound) => event(bound as BoundName)),
    );
  });
});

describe('the event bounded', () => {
  const hosts: TestHost[] = [];
  afterEach(() => Promise.all(hosts.splice(0).map(({ ciba }) => ciba.close())));
  const bounding = (options: TestHostOptions): { host: TestHost; bounds: string[] } => {
    const [host, bounds]: [TestHost, string[]] = [testHost(options), []];
    host.ciba.on('bounded', ({ bound }) => bounds.push(bound));
    hosts.push(host);
    return { host, bounds };
  };

  it('tells of a memory store that is full, once', async () => {
    const { host, bounds } = bounding({ store: memoryStore({ maxRequests: 1 }) });
    await start(host);
    for (let n = 0; n < 3; n += 1)
      expectRefusal(await ask(host, { login_hint: 'bob' }), [503, 'temporarily_unavailable'], {
        retryAfter: 5,
      });
    expect(bounds).toEqual(['requests']);
  });

  it.each([[new NothingStored('it was cut off')], [new Error('it is late')]])(
    'tells nothing of a store that fails for another reason: %s',
    async (error) => {
      const create = async (): Promise<never> => {
        throw error;
      };
      const { host, bounds } = bounding({ store: storeWith(() => ({ create })) });
      expectRefusal(await ask(host), [503, 'temporarily_unavailable'], { retryAfter: 5 });
      expect(bounds).toEqual([]);
    },
  );
});

describe('what is bounded says which bound it was:', () => {
  const MOST = 100_000;
  const boundOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => undefined,
      ({ bound }) => bound,
    );

  it('attempts at secrets', async () => {
    const store = memoryStore();
    const attempt = (n: number) =>
      store.attempt({ kind: 'client_secret', names: ['till', String(n)], most: 1, seconds: 60 });
    for (let n = 0; n < MOST; n += 1) await attempt(n);
    expect(await boundOf(attempt(MOST))).toBe('attempts');
  });

  it('what was used once', async () => {
    const store = memoryStore();
    const use = (n: number) => store.useOnce({ kind: 'proof', owner: 'till', jti: String(n), seconds: 60 });
    for (let n = 0; n < 10_000; n += 1) await use(n);
    expect(await boundOf(use(10_000))).toBe('usedTokens');
  });
});

describe('polls that find no room to wait', () => {
  it('are told of, and none that come after the end', () => {
    let full = 0;
    const waiting = new WaitingPolls({ perProcess: 1, perClient: 1 }, () => {
      full += 1;
    });
    waiting.enter('till', () => undefined);
    expect(full).toBe(0);
    waiting.enter('till', () => undefined);
    waiting.enter('other', () => undefined);
    expect(full).toBe(2);
    waiting.close();
    waiting.enter('till', () => undefined);
    expect(full).toBe(2);
  });
});

describe('deliveries that a process has no room for', () => {
  const relayOf = useRelays();

  it('are told of once it has taken a thousand', async () => {
    let full = 0;
    const { deliver } = heldDeliveries();
    const { relay, due } = relayOf({
      deliver,
      full: () => {
        full += 1;
      },
    });
    due.push(...many(999, (i) => `client-${i}`));
    relay.nudge();
    await turns(40);
    relay.nudge();
    await turns();
    expect(full).toBe(0);
    due.push(...many(2, (i) => `more-${i}`));
    relay.nudge();
    await turns();
    relay.nudge();
    expect(full).toBeGreaterThan(0);
  });
});
