import type { Caps } from '../../../lib/request/caps.js';
import type { Decision } from '../../../lib/request/record.js';
import type { CibaStore } from '../../../lib/request/store.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { type Clock, testClock } from '../../support/clock.ts';
import { useRedis } from '../../support/contract-redis.ts';
import {
  approval,
  approvalIdOf,
  denial,
  newRequest,
  noCaps,
  questionOf,
} from '../../support/contract-requests.ts';

const DAY = 86_400_000;
const rate = (seconds: number): Caps => ({ ...noCaps, promptsPerUser: { most: 9, seconds } });

describe('what Redis remembers of the requests to a user', () => {
  const redis = useRedis();
  let [clock, store] = [testClock(), {} as CibaStore];
  beforeEach(() => {
    clock = testClock();
    store = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now: clock.now });
  });
  const key = async (): Promise<string> => (await redis.keys()).find((name) => name.includes(':g:')) ?? '';
  const fields = async (): Promise<Record<string, string>> => redis.client.hgetall(await key());
  const ttl = async (): Promise<number> => redis.client.pttl(await key());
  const create = async (caps: Caps, clientId = 'till') => {
    const request = newRequest('', { clientId });
    expect(await store.create(request, caps)).toMatchObject({ status: 'created' });
    return request;
  };
  const decide = async (decision: Decision, caps = noCaps, clientId = 'till'): Promise<void> => {
    const request = await create(caps, clientId);
    await store.decide(approvalIdOf(request), decision, 'alice');
  };
  const seconds = (from: Clock): number => from.now() / 1000;

  it('are times alone, and how long they are remembered only where that is not the usual', async () => {
    const now = seconds(clock);
    await create(rate(600));
    await create(rate(30), 'quick');
    expect(await fields()).toStrictEqual({ till: `|${now}`, quick: `|${now}|30` });
    await decide(denial, rate(30), 'quick');
    expect((await fields()).quick).toBe(`1 ${clock.now()} 0|${now} ${now}|30`);
  });

  it('is read as ever where it was written without that', async () => {
    await create(rate(600));
    await redis.client.hset(await key(), 'before', `|${seconds(clock)}`);
    expect(
      await store.create(newRequest(), { ...noCaps, promptsPerUser: { most: 2, seconds: 600 } }),
    ).toMatchObject({
      cap: 'promptsPerUser',
    });
  });

  it.each<[string, Caps, Decision | undefined, number]>([
    ['a prompt', rate(3600), undefined, 3_600_000],
    ['a denial', noCaps, denial, DAY],
    ['a report', noCaps, { ...denial, block: 200_000 } as Decision, 200_000_000],
  ])('lives as long as %s matters, however short what comes after it', async (_name, caps, decision, ms) => {
    if (decision === undefined) await create(caps);
    else await decide(decision, caps);
    await create(rate(10), 'quick');
    await decide(approval(), rate(10), 'quick');
    expect(await ttl()).toBeGreaterThan(ms - 10_000);
    expect(await ttl()).toBeLessThanOrEqual(ms);
  });

  it('lives until the end of the last window, which began late in a second', async () => {
    clock.advance(1);
    await create(rate(30));
    expect(await ttl()).toBeGreaterThan(30_000);
  });

  it('forgets a client of which nothing matters any more once another one asks', async () => {
    await create(rate(30), 'quick');
    await decide(denial, noCaps, 'denied');
    await decide({ ...denial, block: 60 } as Decision, noCaps, 'reported');
    clock.advance(30_000);
    await create(rate(600));
    expect(Object.keys(await fields()).sort()).toStrictEqual(['denied', 'reported', 'till']);
    clock.advance(DAY - 30_001);
    await create(rate(600));
    expect(Object.keys(await fields()).sort()).toStrictEqual(['denied', 'reported', 'till']);
    clock.advance(1);
    await create(rate(600));
    expect(Object.keys(await fields())).toStrictEqual(['till']);
  });

  it('forgets denials once the user approves, and a report that is taken back', async () => {
    await decide(denial);
    await decide(approval());
    expect(await key()).toBe('');
    const [first, second] = [await create(noCaps), await create(noCaps)];
    await store.decide(approvalIdOf(first), { ...denial, block: 60 } as Decision, 'alice');
    await store.decide(approvalIdOf(second), approval(), 'alice');
    expect(await fields()).toStrictEqual({ till: `0 0 ${clock.now() + 60_000}|` });
    await store.unblock('alice', 'till');
    expect(await key()).toBe('');
  });

  it('has a TTL of whole milliseconds, whatever fraction of a second a report lasts', async () => {
    await decide({ ...denial, block: 1000.0005 } as Decision);
    expect(await ttl()).toBeGreaterThan(990_000);
  });

  it('is read before anything is written: what cannot be read stores and decides nothing', async () => {
    const request = await create(rate(30));
    const name = await key();
    await redis.client.set(name, 'something else');
    const other = newRequest();
    await expect(store.create(other, rate(30))).rejects.toThrow(/WRONGTYPE/);
    expect(await store.poll(questionOf(other))).toStrictEqual({ status: 'unknown' });
    await expect(store.decide(approvalIdOf(request), denial, 'alice')).rejects.toThrow(/WRONGTYPE/);
    await redis.client.del(name);
    expect(await store.decide(approvalIdOf(request), approval(), 'alice')).toMatchObject({
      outcome: 'accepted',
    });
  });
});
