import type { Decision, NewRequest } from '../../../lib/request/record.js';
import type { CibaStore, Claim } from '../../../lib/request/store.js';
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
import { refused } from '../../support/outbox-bench.ts';
import { resendingClient } from '../../support/resending.ts';

const report: Decision = { state: 'denied', content: {}, block: 3600 };
const LEASE = 10;

describe('a command of the Redis store that is sent again later', () => {
  const redis = useRedis();
  let clock: Clock;
  let sound: CibaStore;
  beforeEach(() => {
    clock = testClock();
    sound = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now: clock.now });
  });
  /** A store whose client sends everything again after so many milliseconds, in which others do something. */
  const cutOff = (ms: number, meanwhile?: () => Promise<unknown>): CibaStore => {
    const later = (): number => ms;
    const client = resendingClient(redis.client, { later, ...(meanwhile && { meanwhile }) });
    return redisStore(client, { keyPrefix: redis.keyPrefix, now: clock.now });
  };
  const created = async (values: Partial<NewRequest> = {}): Promise<NewRequest> => {
    const request = newRequest('', values);
    await sound.create(request, noCaps);
    return request;
  };
  const decided = async (decision: Decision, values?: Partial<NewRequest>): Promise<NewRequest> => {
    const request = await created(values);
    await sound.decide(approvalIdOf(request), decision, request.sub);
    return request;
  };
  const claimBy = async (store: CibaStore, request: NewRequest): Promise<Claim> => {
    const outcome = await store.poll({ ...questionOf(request), lease: LEASE });
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    return outcome.claim;
  };
  const takeOne = async () => {
    const [delivery, ...others] = await sound.take(10, 30);
    if (delivery === undefined || others.length > 0) throw new Error('not one');
    return delivery;
  };

  it('stores a request once, and counts it once', async () => {
    const caps = { ...noCaps, pendingPerUser: 2, promptsPerUser: { most: 2, seconds: 60 } };
    const [first, second] = [newRequest(), newRequest()];
    for (const request of [first, second])
      expect(await cutOff(3000).create(request, caps)).toStrictEqual({
        status: 'created',
        receivedAt: clock.now(),
        expiresAt: clock.now() + 300_000,
      });
    expect(await sound.list(first.sub)).toHaveLength(2);
    expect(await sound.create(newRequest(), caps)).toMatchObject({
      status: 'limited',
      cap: 'promptsPerUser',
    });
  });

  it.each([0, 1000, 4999])('counts a poll once, after %i ms', async (ms) => {
    const request = await created();
    const answer = { status: 'pending', interval: 5 };
    expect(await cutOff(ms).poll(questionOf(request))).toMatchObject(answer);
    clock.advance(5000);
    expect(await sound.poll(questionOf(request))).toMatchObject(answer);
  });

  it.each([0, 1000])(
    'tells a poll that came too fast so again, and grows its interval once, after %i ms',
    async (ms) => {
      const request = await created();
      await sound.poll(questionOf(request));
      clock.advance(1000);
      expect(await cutOff(ms).poll(questionOf(request))).toStrictEqual({ status: 'slow_down', interval: 10 });
      clock.advance(10_000);
      expect(await sound.poll(questionOf(request))).toMatchObject({ status: 'pending', interval: 10 });
    },
  );

  it('notices an expiry', async () => {
    const request = await created();
    clock.advance(300_000);
    const expired = { status: 'expired', sub: request.sub };
    expect(await cutOff(1000).poll(questionOf(request))).toStrictEqual({ ...expired, first: true });
    expect(await cutOff(1000).poll(questionOf(request))).toStrictEqual({ ...expired, first: false });
  });

  it.each(['poll', 'claim'] as const)('has the claim that its first %s took, for the lease', async (name) => {
    const request = await decided(approval(), { deliveryMode: 'push' });
    const store = cutOff(2000);
    const outcome = await (name === 'poll'
      ? store.poll({ ...questionOf(request), lease: LEASE })
      : store.claim(request.selector, LEASE));
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    clock.advance(11_999);
    expect(await sound.claim(request.selector, LEASE)).toStrictEqual({ status: 'claimed' });
    expect(await sound.commit(outcome.claim)).toBe('committed');
  });

  it('has no claim where another poll has taken it since', async () => {
    const request = await decided(approval());
    const others: Claim[] = [];
    const meanwhile = async (): Promise<void> => {
      clock.advance(10_000);
      others.push(await claimBy(sound, request));
    };
    expect(await cutOff(10_000, meanwhile).poll(questionOf(request))).toStrictEqual({ status: 'claimed' });
    expect(await sound.commit(others[0] as Claim)).toBe('committed');
  });

  it('has committed although the lease is over meanwhile', async () => {
    const request = await decided(approval());
    const claim = await claimBy(sound, request);
    clock.advance(9000);
    expect(await cutOff(60_000).commit(claim)).toBe('committed');
    expect(await sound.poll(questionOf(request))).toMatchObject({ status: 'redeemed' });
  });

  it('keeps no tokens that were delivered since', async () => {
    const request = await decided(approval(), { deliveryMode: 'push' });
    const claim = await claimBy(sound, request);
    const meanwhile = async () => sound.settle((await takeOne()).ticket);
    expect(await cutOff(0, meanwhile).commit(claim, 'SEALED-TOKENS')).toBe('committed');
    clock.advance(30_000);
    expect(await sound.take(10, 30)).toStrictEqual([]);
    const key = `${redis.keyPrefix}:{0}:r:${request.selector}`;
    expect(JSON.stringify(await redis.client.hgetall(key))).not.toContain('SEALED-TOKENS');
  });

  it('gives back no claim but its own', async () => {
    const request = await decided(approval());
    const claim = await claimBy(sound, request);
    const others: Claim[] = [];
    const meanwhile = async (): Promise<void> => void others.push(await claimBy(sound, request));
    await cutOff(0, meanwhile).release(claim);
    expect(await sound.commit(others[0] as Claim)).toBe('committed');
  });

  it('has decided although the request has expired meanwhile', async () => {
    const request = await created();
    clock.advance(299_000);
    const id = approvalIdOf(request);
    expect(await cutOff(1000).decide(id, approval(), request.sub)).toMatchObject({ outcome: 'accepted' });
  });

  it('has decided, and tells the client once, although it has been told meanwhile', async () => {
    const request = await created({ deliveryMode: 'ping' });
    const meanwhile = async () => sound.settle((await takeOne()).ticket);
    expect(await cutOff(0, meanwhile).decide(approvalIdOf(request), denial, request.sub)).toStrictEqual({
      outcome: 'accepted',
      clientId: 'till',
      sub: 'alice',
      notifies: true,
    });
    clock.advance(60_000);
    expect(await sound.take(10, 30)).toStrictEqual([]);
  });

  it('has not decided what another decided before', async () => {
    const request = await decided(approval());
    const [again, other] = [approval(), denial].map((decision) =>
      cutOff(0).decide(approvalIdOf(request), decision, request.sub),
    );
    expect(await again).toStrictEqual({ outcome: 'repeated' });
    expect(await other).toStrictEqual({ outcome: 'conflict' });
  });

  it('counts a denial once', async () => {
    const caps = { ...noCaps, coolDown: { seconds: 60, most: 600 } };
    const request = await created();
    await cutOff(1000).decide(approvalIdOf(request), denial, request.sub);
    expect(await sound.create(newRequest(), caps)).toMatchObject({ status: 'created' });
  });

  it('puts a delivery off once: no longer, and for one call', async () => {
    await decided(denial, { deliveryMode: 'ping' });
    const { ticket } = await takeOne();
    await cutOff(3000).defer(ticket, { ms: 5000, counted: true });
    clock.advance(5000);
    expect(await takeOne()).toMatchObject({ attempts: 1 });
  });

  it('ends nothing but what its ticket was drawn for', async () => {
    const request = await decided(denial, { deliveryMode: 'ping' });
    const { ticket } = await takeOne();
    const meanwhile = () => sound.replay(request.selector);
    await cutOff(0, meanwhile).bury(ticket, refused);
    expect(await takeOne()).toMatchObject({ state: 'denied', attempts: 0 });
  });

  it('replays a dead letter once, and says that there was one', async () => {
    const request = await decided(denial, { deliveryMode: 'ping' });
    await sound.bury((await takeOne()).ticket, refused);
    const meanwhile = async () => sound.settle((await takeOne()).ticket);
    expect(await cutOff(0, meanwhile).replay(request.selector)).toBe(true);
    expect(await sound.take(10, 30)).toStrictEqual([]);
    expect(await cutOff(0).replay(request.selector)).toBe(false);
  });

  it('uses once what it used, and nobody else does', async () => {
    const used = { kind: 'assertion', clientId: 'till', jti: 'one', seconds: 60 } as const;
    const answers: boolean[] = [];
    const meanwhile = async (): Promise<void> => void answers.push(await sound.useOnce(used));
    answers.push(await cutOff(1000, meanwhile).useOnce(used));
    expect(answers).toStrictEqual([false, true]);
  });

  it('counts an attempt once, and forgives it once, though others come between', async () => {
    const guess = { kind: 'user_code', names: ['till', 'alice'], most: 4, seconds: 900 } as const;
    const others = () => sound.attempt(guess);
    expect(await cutOff(1000, others).attempt(guess)).toStrictEqual({ allowed: true });
    await sound.attempt(guess);
    await cutOff(1000, () => sound.forgive(guess)).forgive(guess);
    const left = [
      await sound.attempt(guess),
      await sound.attempt(guess),
      await sound.attempt(guess),
      await sound.attempt(guess),
    ];
    expect(left.map(({ allowed }) => allowed)).toStrictEqual([true, true, true, false]);
  });
});
