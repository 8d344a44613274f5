import { ConfigurationError } from '../../../lib/errors.js';
import type { NewRequest } from '../../../lib/request/record.js';
import { type Claim, NothingStored, type PollOutcome } from '../../../lib/request/store.js';
import type { RedisLike } from '../../../lib/store/redis/connection.js';
import { missingReplicas } from '../../../lib/store/redis/health.js';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import type { WaitReplicas } from '../../../lib/store/redis/replicas.js';
import { lifeOf, useRedis } from '../../support/contract-redis.ts';
import { approval, approvalIdOf, newRequest, noCaps, questionOf } from '../../support/contract-requests.ts';

const redis = useRedis();

/** What a client is asked, and how its replicas behave. */
interface Lent {
  readonly client: RedisLike;
  /** Each question to the replicas: what was asked for, and what is to be answered. */
  readonly waits: { readonly asked: readonly number[]; answer(replicas: number | Error): void }[];
  cut(): void;
}

/** The client of the suite, with replicas as the test wants them; `confirmed` answers for them at once. */
function lent(confirmed?: number): Lent {
  const waits: Lent['waits'] = [];
  let cut = (): void => undefined;
  const { client } = redis;
  return {
    waits,
    cut: () => cut(),
    client: {
      evalsha: (...args) => client.evalsha(...args),
      eval: (...args) => client.eval(...args),
      info: () => client.info(),
      on: (event, listener) => {
        if (event === 'close') cut = listener;
      },
      wait: (...asked) =>
        new Promise((resolve, reject) => {
          const answer = (replicas: number | Error) =>
            replicas instanceof Error ? reject(replicas) : resolve(replicas);
          waits.push({ asked, answer });
          if (confirmed !== undefined) answer(confirmed);
        }),
    },
  };
}

const storeOf = (client: RedisLike, waitReplicas: WaitReplicas = { count: 2, ms: 700 }) =>
  redisStore(client, { keyPrefix: redis.keyPrefix, waitReplicas });

/** The mark of the latest claim. */
const markOf = ({ selector }: NewRequest) => redis.client.hget(`${redis.keyPrefix}:{0}:r:${selector}`, 'k');

/** Waits until the store has asked so many times. */
async function asked({ waits }: Lent, times: number): Promise<void> {
  while (waits.length < times) await new Promise((resolve) => setImmediate(resolve));
}

const tooFew = 'Redis: 1 of 2 replicas confirmed within 700 ms';

describe('waitReplicas', () => {
  it('waits for a request, a decision, a claim and a redemption, and for nothing else', async () => {
    const { client, waits } = lent(2);
    const waited: string[] = [];
    for (const { name, ask, answer } of lifeOf(storeOf(client), newRequest())) {
      const before = waits.length;
      const given = await ask();
      if (typeof answer === 'object') expect(given).toMatchObject(answer as object);
      else expect(given).toBe(answer);
      if (waits.length > before) waited.push(name);
    }
    expect(waited).toEqual([
      'create',
      'decide',
      'decide without a user',
      'the poll that claims',
      'the poll that claims again',
      'commit',
    ]);
    expect(new Set(waits.map((wait) => wait.asked.join()))).toEqual(new Set(['2,700']));
  });

  it('rejects a create, a decision, a claim and a redemption that too few confirm, though each was made', async () => {
    const [few, enough] = [storeOf(lent(1).client), storeOf(lent(2).client)];
    const request = newRequest();
    const id = approvalIdOf(request);
    await expect(few.create(request, noCaps)).rejects.toThrow(tooFew);
    expect(await enough.get(id, request.sub)).toMatchObject({ outcome: 'found' });
    await expect(few.decide(id, approval(), request.sub)).rejects.toThrow(tooFew);
    expect(await enough.decide(id, approval(), request.sub)).toEqual({ outcome: 'repeated' });
    await expect(few.poll(questionOf(request))).rejects.toThrow(tooFew);
    const unconfirmed = await markOf(request);
    const claim = await untilReady(() => enough.poll(questionOf(request)));
    expect([typeof unconfirmed, claim.mark]).toEqual(['string', await markOf(request)]);
    expect(claim.mark).not.toBe(unconfirmed);
    await expect(few.commit(claim)).rejects.toThrow(tooFew);
    expect(await enough.commit(claim)).toBe('committed');
  });

  it('waits for what is repeated: the first time may not have been confirmed', async () => {
    const [few, enough] = [storeOf(lent(1).client), storeOf(lent(2).client)];
    const request = newRequest();
    await enough.create(request, noCaps);
    await enough.decide(approvalIdOf(request), approval(), request.sub);
    await expect(few.decide(approvalIdOf(request), approval(), request.sub)).rejects.toThrow(tooFew);
    await expect(few.create(request, noCaps)).rejects.toThrow(tooFew);
  });

  it('waits for a number that was wrong: a failover must not give the attempt back', async () => {
    const [few, enough] = [storeOf(lent(1).client), storeOf(lent(2).client)];
    const numberMatching = { mode: 'type', number: '07', attemptsLeft: 3 } as const;
    const request = newRequest('', { numberMatching });
    await enough.create(request, noCaps);
    const wrong = { state: 'approved', content: {}, number: '70' } as const;
    await expect(few.decide(approvalIdOf(request), wrong, request.sub)).rejects.toThrow(tooFew);
    expect(await enough.decide(approvalIdOf(request), wrong, request.sub)).toMatchObject({ attemptsLeft: 1 });
  });

  it('never says of a write that nothing was stored because the replicas could not be asked', async () => {
    const lending = lent();
    const creating = storeOf(lending.client).create(newRequest(), noCaps);
    await asked(lending, 1);
    const demoted = Object.assign(new Error('UNBLOCKED force unblock'), { name: 'ReplyError' });
    lending.waits[0]?.answer(demoted);
    const error: unknown = await creating.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: 'Redis: the replicas could not be asked' });
    expect(error).not.toBeInstanceOf(NothingStored);
  });

  it('does not take the word of a new connection for what was written over the old one', async () => {
    const lending = lent();
    const creating = storeOf(lending.client).create(newRequest(), noCaps);
    await asked(lending, 1);
    lending.cut();
    lending.waits[0]?.answer(2);
    await expect(creating).rejects.toThrow('Redis: the connection was cut before replicas confirmed');
  });

  it('asks once for all that were written while a question was under way', async () => {
    const lending = lent();
    const store = storeOf(lending.client);
    const first = store.create(newRequest(), noCaps);
    await asked(lending, 1);
    const others = Array.from({ length: 20 }, () => store.create(newRequest(), noCaps));
    await until20Stored();
    lending.waits[0]?.answer(2);
    await first;
    await asked(lending, 2);
    lending.waits[1]?.answer(2);
    expect(new Set((await Promise.all(others)).map(({ status }) => status))).toEqual(new Set(['created']));
    expect(lending.waits).toHaveLength(2);
  });

  it('leaves a mark with a TTL, under the prefix', async () => {
    await storeOf(lent(2).client).create(newRequest(), noCaps);
    const left = await redis.client.pttl(`${redis.keyPrefix}:w`);
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('lets check() say that fewer replicas are connected than are waited for', async () => {
    const info = 'role:master\r\nconnected_slaves:1\r\n';
    const store = storeOf({ ...lent().client, info: async () => info });
    expect(await store.check()).toEqual(['waitReplicas asks for 2 replicas, 1 connected']);
    expect(missingReplicas(info, 1)).toEqual([]);
    expect(missingReplicas('', 1)).toEqual([]);
  });

  it.each([
    [{ count: 0, ms: 100 }],
    [{ count: 101, ms: 100 }],
    [{ count: 1.5, ms: 100 }],
    [{ count: 1 }],
    [{ count: 1, ms: 0 }],
    [{ count: 1, ms: 60_001 }],
    [{ count: '1', ms: 100 }],
    [{ count: 1, ms: 100, seconds: 1 }],
    [true],
    [3],
  ])('refuses %j', (waitReplicas) => {
    expect(refusalOf(lent().client, waitReplicas)).toMatch(/^waitReplicas is \{ count, ms \}/);
  });

  it('refuses a Cluster, and a client that cannot wait', () => {
    const { client } = lent();
    const { wait, ...waitless } = client;
    const { on, ...deaf } = client;
    const message = 'waitReplicas needs a Redis of ioredis, not a Cluster (ERR_CIBA_WAIT_REPLICAS)';
    expect([wait, on].map((method) => typeof method)).toEqual(['function', 'function']);
    for (const one of [{ ...client, nodes: () => [] }, waitless, deaf]) {
      expect(refusalOf(one, { count: 1, ms: 100 })).toBe(message);
    }
  });

  /** Each new request has a key of its own, and so has the mark. */
  async function until20Stored(): Promise<void> {
    const stored = async () => (await redis.keys()).filter((key) => key.includes(':r:')).length;
    while ((await stored()) < 21) await new Promise((resolve) => setImmediate(resolve));
  }
});

/** The claim that could not be confirmed is given back at once, and not waited for. */
async function untilReady(poll: () => Promise<PollOutcome>): Promise<Claim> {
  for (;;) {
    const outcome = await poll();
    if (outcome.status === 'ready') return outcome.claim;
    expect(outcome).toStrictEqual({ status: 'claimed' });
  }
}

function refusalOf(client: RedisLike, waitReplicas: unknown): string {
  try {
    redisStore(client, { waitReplicas: waitReplicas as never });
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'ERR_CIBA_WAIT_REPLICAS') return error.message;
  }
  throw new Error('not refused');
}
