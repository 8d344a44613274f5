import type { NewRequest } from '../../../lib/request/record.js';
import type { CibaStore, Delivery, Ticket } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { testClock } from '../../support/clock.ts';
import { forgetfulClient, recordingClient, useRedis } from '../../support/contract-redis.ts';
import { approvalIdOf, denial, newRequest, noCaps } from '../../support/contract-requests.ts';
import { refused } from '../../support/outbox-bench.ts';
import { answered, pushLife, queuedPush } from '../../support/outbox-life.ts';

describe('the outbox in Redis', () => {
  const redis = useRedis();
  const storeOf = (now?: () => number): CibaStore =>
    redisStore(redis.client, { keyPrefix: redis.keyPrefix, ...(now && { now }) });
  const keyOf = ({ selector }: NewRequest) => `${redis.keyPrefix}:{0}:r:${selector}`;
  const decided = async (store: CibaStore, values: Partial<NewRequest> = {}): Promise<NewRequest> => {
    const request = newRequest('', { deliveryMode: 'ping', ...values });
    await store.create(request, noCaps);
    await store.decide(approvalIdOf(request), denial);
    return request;
  };
  /** A push whose tokens were committed, who took it, and who had taken it to ask the user. */
  const pushed = async (store: CibaStore) => {
    const request = newRequest('', queuedPush);
    const taken: Delivery[] = [];
    for (const call of pushLife(store, request).slice(0, 8)) {
      const answer = await answered(call);
      if (call.name.startsWith('take')) taken.push(...(answer as Delivery[]));
    }
    const [asking, telling] = taken.map(({ ticket }) => ticket) as [Ticket, Ticket];
    return { request, ticket: telling, asking };
  };

  it('is shared by all store objects on it', async () => {
    const clock = testClock();
    const [one, other] = [storeOf(clock.now), storeOf(clock.now)];
    const { selector } = await decided(one);
    const [first] = await other.take(10, 30);
    expect(first).toMatchObject({ ticket: { selector } });
    expect(await one.take(10, 30)).toStrictEqual([]);
    clock.advance(30_000);
    const [second] = await one.take(10, 30);
    await other.settle(first!.ticket);
    clock.advance(30_000);
    const [third] = await other.take(10, 30);
    expect(third).toMatchObject({ ticket: { selector }, attempts: 0 });
    expect(new Set([first, second, third].map((delivery) => delivery?.ticket.mark)).size).toBe(3);
    await one.bury(second!.ticket, refused);
    expect(await other.deadLetters(10)).toStrictEqual([]);
  });

  it('survives the store object that was to tell', async () => {
    const { selector } = await decided(storeOf());
    expect(await storeOf().take(10, 30)).toMatchObject([{ record: { selector }, state: 'denied' }]);
  });

  it('goes by the clock of the server where none is given', async () => {
    const store = storeOf();
    const { selector } = await decided(store, { acknowledgedWithin: 600 });
    expect(await store.take(10, 30)).toStrictEqual([]);
    await store.acknowledged(selector);
    expect(await store.take(10, 30)).toHaveLength(1);
    expect(await store.take(10, 30)).toStrictEqual([]);
  });

  it('erases the tokens of a push that is settled', async () => {
    const store = storeOf();
    const { request, ticket } = await pushed(store);
    expect(await redis.client.hget(keyOf(request), 'P')).toBe('SEALED-TOKENS');
    await store.settle(ticket);
    expect(JSON.stringify(await redis.client.hgetall(keyOf(request)))).not.toContain('SEALED-TOKENS');
  });

  it('erases the tokens of a push that becomes a dead letter', async () => {
    const store = storeOf();
    const { request, ticket } = await pushed(store);
    await store.bury(ticket, refused);
    expect(JSON.stringify(await redis.client.hgetall(keyOf(request)))).not.toContain('SEALED-TOKENS');
  });

  it.each(['settle', 'bury'] as const)('keeps the tokens of a push whose ticket is void: %s', async (end) => {
    const store = storeOf();
    const { request, asking: ticket } = await pushed(store);
    await (end === 'settle' ? store.settle(ticket) : store.bury(ticket, refused));
    expect(await redis.client.hget(keyOf(request), 'P')).toBe('SEALED-TOKENS');
  });

  it('tidies up what is to be told of a request that is gone', async () => {
    const store = storeOf();
    const [gone, kept] = [await decided(store), await decided(store)];
    await redis.client.del(keyOf(gone));
    expect(await store.take(10, 30)).toMatchObject([{ record: { selector: kept.selector } }]);
    expect(await redis.client.zrange(`${redis.keyPrefix}:{0}:o`, '0', '-1')).toStrictEqual([kept.selector]);
  });

  it('tidies up dead letters whose request is gone', async () => {
    const store = storeOf();
    for (let n = 0; n < 2; n += 1) {
      await decided(store);
      for (const { ticket } of await store.take(10, 30)) await store.bury(ticket, refused);
    }
    const [gone, kept] = await store.deadLetters(10);
    await redis.client.del(`${redis.keyPrefix}:{0}:r:${gone?.record.selector}`);
    expect(await store.deadLetters(10)).toStrictEqual([kept]);
    expect(await redis.client.zcard(`${redis.keyPrefix}:{0}:d`)).toBe(1);
  });

  it.each(['settle', 'defer', 'bury', 'acknowledged', 'replay'] as const)(
    'leaves nothing behind by %s of a request that is gone meanwhile',
    async (name) => {
      const store = storeOf();
      const request = await decided(store);
      const [delivery] = await store.take(10, 30);
      await redis.client.del(keyOf(request));
      const { ticket } = delivery!;
      if (name === 'settle') await store.settle(ticket);
      if (name === 'defer') await store.defer(ticket, { ms: 1000, counted: true });
      if (name === 'bury') await store.bury(ticket, refused);
      if (name === 'acknowledged') expect(await store.acknowledged(request.selector)).toBe(false);
      if (name === 'replay') expect(await store.replay(request.selector)).toBe(false);
      expect(await redis.client.exists(keyOf(request))).toBe(0);
    },
  );

  it('holds up nobody for a request that cannot be read', async () => {
    const store = storeOf();
    const [broken, sound] = [await decided(store), await decided(store)];
    await redis.client.hdel(keyOf(broken), 'S');
    expect(await store.take(10, 30)).toMatchObject([{ record: { selector: sound.selector } }]);
  });

  it('lists the other dead letters where one cannot be read', async () => {
    const store = storeOf();
    const [broken, sound] = [await decided(store), await decided(store)];
    for (const { ticket } of await store.take(10, 30)) await store.bury(ticket, refused);
    await redis.client.hdel(keyOf(broken), 'S');
    expect(await store.deadLetters(10)).toMatchObject([{ record: { selector: sound.selector } }]);
  });

  it('takes few commands: two to take what is due, one where nothing is, one for anything else', async () => {
    const client = recordingClient(redis.client);
    const asked: Record<string, number> = {};
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    for (const call of pushLife(store, newRequest('', queuedPush))) {
      client.commands.length = 0;
      await answered(call);
      asked[call.name] = client.commands.filter((command) => command !== 'eval').length;
    }
    client.commands.length = 0;
    expect(await store.take(10, 30)).toStrictEqual([]);
    const once = Object.fromEntries(Object.keys(asked).map((name) => [name, 1]));
    const taking = { 'take, to ask': 2, 'take, to tell': 2, 'take again': 2, 'take once more': 2 };
    expect(asked).toStrictEqual({ ...once, ...taking, deadLetters: 2 });
    expect(client.commands).toStrictEqual(['evalsha']);
  });

  it('works after the server has forgotten every script, whichever call comes next', async () => {
    const store = storeOf();
    for (const call of pushLife(store, newRequest('', queuedPush))) {
      await redis.client.script('FLUSH');
      await answered(call);
    }
  });

  it('is asked by EVAL once where the server does not know a script', async () => {
    const client = forgetfulClient(redis.client);
    expect(await redisStore(client, { keyPrefix: redis.keyPrefix }).take(10, 30)).toStrictEqual([]);
    expect(client.commands).toStrictEqual(['evalsha', 'eval']);
  });
});
