import type { CibaStore } from '../../lib/request/store.js';
import { timelyStore } from '../../lib/request/timely-store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { newRequest, noCaps } from '../support/contract-requests.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** The store under a deadline, and the selectors that were to be failed. */
function counted(store: CibaStore, decide: CibaStore['decide'] = () => Promise.reject(new Error('down'))) {
  const asked: string[] = [];
  const counting: CibaStore = {
    ...store,
    decide: (id, ...rest) => {
      asked.push(id.selector);
      return decide(id, ...rest);
    },
  };
  return { store: timelyStore(counting, 2), asked };
}

const unavailable = { error: 'temporarily_unavailable' };

/** A Redis client that stands as told and answers as told. */
function redisLike(status: string, answer: () => Promise<unknown> = async () => 0) {
  const ask = jest.fn(answer);
  return { redis: { evalsha: ask, eval: ask, info: async () => '', status }, ask };
}

function replyError(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

describe('a store that is sure to have stored nothing starts no undoing', () => {
  it.each(['reconnecting', 'close', 'end'])('the connection is down: %s', async (status) => {
    const { redis, ask } = redisLike(status);
    const { store, asked } = counted(redisStore(redis));
    await expect(store.create(newRequest(), noCaps)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(300_000);
    expect([ask.mock.calls.length, asked, jest.getTimerCount()]).toEqual([0, [], 0]);
  });

  it.each([
    'OOM command not allowed when used memory > maxmemory',
    'READONLY You can not write against a read only replica',
    'MISCONF Redis is configured to save RDB snapshots',
    'NOAUTH Authentication required.',
  ])('the server answers with an error: %s', async (message) => {
    const { redis } = redisLike('ready', () => Promise.reject(replyError(message)));
    const { store, asked } = counted(redisStore(redis));
    await expect(store.create(newRequest(), noCaps)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(300_000);
    expect([asked, jest.getTimerCount()]).toEqual([[], 0]);
  });

  it('the memory store is full', async () => {
    const { store, asked } = counted(memoryStore({ maxRequests: 1 }));
    await store.create(newRequest(), noCaps);
    for (let i = 0; i < 20; i++)
      await expect(store.create(newRequest(), noCaps)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
    store.close();
  });
});

describe('a store that may have stored something', () => {
  const lost: Partial<CibaStore> = { create: () => Promise.reject(new Error('connection lost')) };

  it('has at most 1,000 requests failed at once, whatever comes in', async () => {
    const { store, asked } = counted({ ...memoryStore(), ...lost });
    const refused = await Promise.allSettled(
      Array.from({ length: 1500 }, () => store.create(newRequest('', { lifetime: 2 }), noCaps)),
    );
    expect(refused.every(({ status }) => status === 'rejected')).toBe(true);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(new Set(asked).size).toBe(1000);
  });

  it('takes new ones up when those before have ended', async () => {
    const { store, asked } = counted({ ...memoryStore(), ...lost });
    const storm = () =>
      Promise.allSettled(
        Array.from({ length: 1001 }, () => store.create(newRequest('', { lifetime: 1 }), noCaps)),
      );
    await storm();
    await jest.advanceTimersByTimeAsync(10_000);
    await storm();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(new Set(asked).size).toBe(2000);
  });

  it('is asked no more once the package is closed, nor beyond the request’s own lifetime', async () => {
    const { store, asked } = counted({ ...memoryStore(), ...lost });
    await expect(store.create(newRequest('', { lifetime: 2 }), noCaps)).rejects.toMatchObject(unavailable);
    await jest.advanceTimersByTimeAsync(20_000);
    const within = asked.length;
    expect(within).toBeLessThan(10);
    await expect(store.create(newRequest(), noCaps)).rejects.toMatchObject(unavailable);
    store.close();
    await jest.advanceTimersByTimeAsync(300_000);
    expect(asked.length).toBe(within + 1);
  });
});
