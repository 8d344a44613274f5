import { inspect } from 'node:util';
import type { CibaStore } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { failingClient, lifeOf, useRedis } from '../../support/contract-redis.ts';
import { newRequest, noCaps } from '../../support/contract-requests.ts';

const request = newRequest();

/** What ioredis rejects with: the command and its arguments hang on the error. */
function replyError(message: string): Error {
  const args = ['sha', '1', 'key', request.approvalSecret, request.secretHash];
  return Object.assign(new Error(message), { command: { name: 'evalsha', args }, lastNodeError: { args } });
}

async function rejectionOf(call: Promise<unknown>): Promise<Error> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('not rejected with an Error');
  return error;
}

function expectNoSecret(error: Error): void {
  expect(Object.keys(error)).toStrictEqual([]);
  expect(error.cause).toBeUndefined();
  const shown = inspect(error, { depth: null, showHidden: true });
  expect(shown).not.toContain(request.approvalSecret);
  expect(shown).not.toContain(request.secretHash);
}

const names = [...lifeOf({} as CibaStore, request).map(({ name }) => name), 'check'];

function callNamed(name: string, store: CibaStore): () => Promise<unknown> {
  const found = lifeOf(store, request).find((call) => call.name === name);
  return found?.ask ?? (() => store.check());
}

describe('an error of Redis', () => {
  const redis = useRedis();

  it.each(names)('is thrown again by %s with its message and without the command', async (name) => {
    const store = redisStore(failingClient(replyError('READONLY replica')), { keyPrefix: redis.keyPrefix });
    const error = await rejectionOf(callNamed(name, store)());
    expect(error.message).toBe('Redis: READONLY replica');
    expectNoSecret(error);
  });

  it('is thrown again without the command when EVAL fails after NOSCRIPT', async () => {
    const client = {
      ...failingClient(replyError('OOM command not allowed')),
      evalsha: () => Promise.reject(replyError('NOSCRIPT No matching script.')),
    };
    const error = await rejectionOf(
      redisStore(client, { keyPrefix: redis.keyPrefix }).create(request, noCaps),
    );
    expect(error.message).toBe('Redis: OOM command not allowed');
    expectNoSecret(error);
  });

  it('is thrown again without the command when the server itself complains', async () => {
    await redis.client.set(`${redis.keyPrefix}:{0}:r:${request.selector}`, 'no hash', 'EX', 60);
    const store = redisStore(redis.client, { keyPrefix: redis.keyPrefix });
    for (const name of ['create', 'the first poll', 'get', 'decide', 'decide without a user', 'commit']) {
      const error = await rejectionOf(callNamed(name, store)());
      expect(error.message).toMatch(/^Redis: .*WRONGTYPE/);
      expectNoSecret(error);
    }
  });

  it('may be no Error at all', async () => {
    const error = await rejectionOf(
      redisStore(failingClient('closed'), { keyPrefix: redis.keyPrefix }).list('alice'),
    );
    expect(error.message).toBe('Redis: closed');
  });

  it('is thrown, never answered as unknown, when the connection is closed', async () => {
    const closed = redis.client.duplicate({ lazyConnect: true, enableOfflineQueue: false });
    const store = redisStore(closed, { keyPrefix: redis.keyPrefix });
    for (const { ask } of lifeOf(store, request)) expectNoSecret(await rejectionOf(ask()));
    closed.disconnect();
  });
});
