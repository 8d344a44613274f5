import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { decoySub } from '../../../lib/request/decoy.js';
import type { CibaStore } from '../../../lib/request/store.js';
import type { RedisLike } from '../../../lib/store/redis/connection.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';
import { bell, heardOf, listening } from '../../support/outbox-changes.ts';
import { testRedisUrl } from '../../support/stores.ts';

/** A client that keeps the connections it was duplicated to. */
function countingDuplicates(client: Redis): { redis: RedisLike; made: Redis[] } {
  const made: Redis[] = [];
  const redis: RedisLike = {
    evalsha: (...args) => client.evalsha(...args),
    eval: (...args) => client.eval(...args),
    info: () => client.info(),
    duplicate() {
      const copy = client.duplicate();
      made.push(copy);
      return copy;
    },
  };
  return { redis, made };
}

describe('hearing of decisions by Redis', () => {
  const redis = useRedis();
  const opened: CibaStore[] = [];
  const clients: Redis[] = [];
  const storeOn = (client: RedisLike, issuer?: string): CibaStore => {
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    if (issuer !== undefined) store.bind(issuer);
    opened.push(store);
    return store;
  };
  const clientWith = (options: object = {}): Redis => {
    const client = new Redis(testRedisUrl(), options);
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const store of opened.splice(0)) store.close();
    for (const client of clients.splice(0)) client.disconnect();
  });

  it('reaches a store object from another, over a connection of its own', async () => {
    const [waiting, deciding] = [storeOn(redis.client), storeOn(clientWith())];
    await listening(waiting, deciding);
  });

  it('takes one connection, opened for the first who waits', async () => {
    const { redis: client, made } = countingDuplicates(redis.client);
    const store = storeOn(client);
    expect(made).toHaveLength(0);
    for (let n = 0; n < 3; n += 1) await heardOf(store);
    expect(made).toHaveLength(1);
  });

  it('ends the connection when the store is closed', async () => {
    const { redis: client, made } = countingDuplicates(redis.client);
    const store = storeOn(client);
    await heardOf(store);
    const ended = new Promise((resolve) => made[0]?.once('end', resolve));
    store.close();
    await ended;
    expect(redis.client.status).toBe('ready');
  });

  it('calls everybody once the connection is back after it was cut', async () => {
    const { redis: client, made } = countingDuplicates(redis.client);
    const store = storeOn(client);
    await listening(store);
    const bells = [bell(), bell()];
    for (const { ring } of bells.slice(1)) store.onUserChange('alice', ring);
    for (const { ring } of bells.slice(0, 1)) store.onChange('S'.repeat(22), ring);
    made[0]?.disconnect(true);
    await Promise.all(bells.map(({ rung }) => rung));
    await listening(store);
    expect(made).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['refuses commands while it is cut off', { enableOfflineQueue: false }],
    ['connects with its first command', { lazyConnect: true }],
    ['does both', { enableOfflineQueue: false, lazyConnect: true }],
    ['puts a prefix before its keys', { keyPrefix: 'of-the-host:' }],
    ['does not subscribe again by itself', { autoResubscribe: false }],
    ['speaks RESP2', { protocol: 2 }],
  ])('works on a client of a host that %s', async (_what, options) => {
    const client = clientWith(options);
    if (client.status === 'wait') await client.connect();
    else await new Promise((resolve) => client.once('ready', resolve));
    await listening(storeOn(client), storeOn(client));
  });

  it('works again after the cut on a client that does not subscribe again by itself', async () => {
    const { redis: client, made } = countingDuplicates(clientWith({ autoResubscribe: false }));
    const store = storeOn(client);
    await listening(store);
    const { ring, rung } = bell();
    store.onChange('S'.repeat(22), ring);
    made[0]?.disconnect(true);
    await rung;
    await listening(store);
  });

  it('is each issuer’s own', async () => {
    const one = storeOn(redis.client, 'https://one.example.com');
    const other = storeOn(redis.client, 'https://other.example.com');
    await Promise.all([listening(one), listening(other)]);
    const request = newRequest();
    const [rungAtOne, userAtOne, rungAtOther] = [bell(), bell(), bell()];
    one.onChange(request.selector, rungAtOne.ring);
    one.onUserChange('alice', userAtOne.ring);
    other.onChange(request.selector, rungAtOther.ring);
    other.onUserChange('alice', rungAtOther.ring);
    await one.create(request, noCaps);
    await one.decide(approvalIdOf(request), denial);
    await Promise.all([rungAtOne.rung, userAtOne.rung]);
    await heardOf(other);
    expect(rungAtOther.calls()).toBe(0);
  });

  it('is told by messages that hold the selector, or what nobody reads a user off, on a channel under the prefix', async () => {
    const listener = clientWith();
    const heard: string[][] = [];
    listener.on('pmessage', (_pattern, ...message) => heard.push(message));
    await listener.psubscribe(`${redis.keyPrefix}*`);
    const request = newRequest();
    const store = storeOn(redis.client);
    await store.create(request, noCaps);
    await store.decide(approvalIdOf(request), denial);
    await listener.ping();
    const user = createHash('sha256').update('alice').digest('base64url').slice(0, 22);
    const told = [`u${user}`, request.selector, `u${user}`];
    expect(heard).toStrictEqual(told.map((message) => [`${redis.keyPrefix}:decided`, message]));
  });

  it('of a decoy tells what was asked for it alone', async () => {
    const listener = clientWith();
    const heard: string[] = [];
    listener.on('message', (_channel, message) => heard.push(message));
    await listener.subscribe(`${redis.keyPrefix}:decided`);
    const request = newRequest('', { sub: decoySub('nobody') });
    const store = storeOn(redis.client);
    await store.create(request, noCaps);
    await store.withdraw(request.selector);
    await listener.ping();
    expect(heard).toStrictEqual([request.selector]);
  });

  it('asks Redis nothing while somebody waits', async () => {
    const host = clientWith();
    const { redis: client, made } = countingDuplicates(host);
    const store = storeOn(client);
    await listening(store);
    const sent = [host, ...made].map((connection) => jest.spyOn(connection, 'sendCommand'));
    const stops = Array.from({ length: 1000 }, (_, n) =>
      store.onChange(String(n).padStart(22, 'S'), () => {}),
    );
    for (const stop of stops) stop();
    await host.ping();
    expect(sent.map(({ mock }) => mock.calls.map(([command]) => command.name))).toStrictEqual([['ping'], []]);
  });
});

describe('a client that cannot be duplicated', () => {
  const redis = useRedis();

  it('hears of no decision, and works', async () => {
    const { redis: client } = countingDuplicates(redis.client);
    const { duplicate: _none, ...plain } = client;
    const store = redisStore(plain, { keyPrefix: redis.keyPrefix });
    const { ring, calls } = bell();
    const stops = [store.onChange('S'.repeat(22), ring), store.onUserChange('alice', ring)];
    for (const stop of stops) stop();
    store.close();
    expect(calls()).toBe(0);
  });
});
