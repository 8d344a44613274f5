import { noteDenial, notePrompt, UNKNOWN_CLIENT } from '../../../lib/request/guard.js';
import { Guards } from '../../../lib/store/memory/guards.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { testClock } from '../../support/clock.ts';
import { denial, newRequest, noCaps, questionOf } from '../../support/contract-requests.ts';

const caps = { ...noCaps, promptsPerUser: { most: 9, seconds: 60 } };
const MOST = 100_000;

describe('what the memory store remembers of the requests to a user', () => {
  it('is nothing of a client of which nothing matters any more', () => {
    const clock = testClock();
    const guards = new Guards(clock.now);
    guards.prompted('alice', 'till', caps);
    guards.decided('alice', 'other-till', denial);
    expect(guards.of('alice')).toStrictEqual(
      new Map([
        ['till', notePrompt(UNKNOWN_CLIENT, caps, clock.now())],
        ['other-till', noteDenial(UNKNOWN_CLIENT, clock.now())],
      ]),
    );
    clock.advance(60_000);
    expect([...guards.of('alice').keys()]).toStrictEqual(['other-till']);
    clock.advance(86_340_000);
    expect(guards.of('alice')).toStrictEqual(new Map());
  });

  it('is bounded: a request to one user more is refused, and nothing of it is stored', async () => {
    const clock = testClock();
    const store = memoryStore({ maxRequests: MOST + 1, now: clock.now });
    for (let n = 0; n < MOST; n += 1) await store.create(newRequest('', { sub: `user-${n}` }), caps);
    const refused = newRequest('', { sub: 'one-more' });
    await expect(store.create(refused, caps)).rejects.toThrow(
      'the memory store remembers the prompts of too many users',
    );
    expect(await store.poll(questionOf(refused))).toStrictEqual({ status: 'unknown' });
    expect(await store.list('one-more')).toStrictEqual([]);
    clock.advance(60_000);
    expect(await store.create(refused, caps)).toMatchObject({ status: 'created' });
    store.close();
  });

  it('is nothing of a request for which there was no room', async () => {
    const clock = testClock();
    const store = memoryStore({ maxRequests: 1, now: clock.now });
    const once = { ...noCaps, promptsPerUser: { most: 2, seconds: 60 } };
    await store.create(newRequest('', { lifetime: 1, retention: 1 }), once);
    await expect(store.create(newRequest(), once)).rejects.toThrow('the memory store is full');
    clock.advance(2000);
    expect(await store.create(newRequest(), once)).toMatchObject({ status: 'created' });
    store.close();
  });
});
