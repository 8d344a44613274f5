import type { Decision, NewRequest } from '../../lib/request/record.js';
import type { CibaStore, Claim, Delivery } from '../../lib/request/store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type Clock, testClock } from './clock.ts';
import { useRedis } from './contract-redis.ts';
import { approvalIdOf, newRequest, noCaps, questionOf } from './contract-requests.ts';
import { resendingClient } from './resending.ts';

/** Seconds for which the tests claim. */
export const LEASE = 10;

/** Two stores on the same keys: one over a sound connection, and one whose commands are sent again. */
export interface ResendingBench {
  readonly clock: Clock;
  readonly sound: CibaStore;
  /** A store whose client sends everything again after so many milliseconds, in which others do something. */
  cutOff(ms: number, meanwhile?: () => Promise<unknown>): CibaStore;
  created(values?: Partial<NewRequest>): Promise<NewRequest>;
  decided(decision: Decision, values?: Partial<NewRequest>): Promise<NewRequest>;
  claimBy(store: CibaStore, request: NewRequest): Promise<Claim>;
  /** Takes the one delivery that is due. */
  takeOne(): Promise<Delivery>;
  /** All that Redis has of a request. */
  stored(request: NewRequest): Promise<string>;
}

/** Both stores and their clock anew in each test of the surrounding `describe`. */
export function useResending(): ResendingBench {
  const redis = useRedis();
  let [clock, sound] = [testClock(), {} as CibaStore];
  beforeEach(() => {
    clock = testClock();
    sound = redisStore(redis.client, { keyPrefix: redis.keyPrefix, now: clock.now });
  });
  const bench: ResendingBench = {
    get clock() {
      return clock;
    },
    get sound() {
      return sound;
    },
    cutOff(ms, meanwhile) {
      const client = resendingClient(redis.client, { later: () => ms, ...(meanwhile && { meanwhile }) });
      return redisStore(client, { keyPrefix: redis.keyPrefix, now: clock.now });
    },
    async created(values) {
      const request = newRequest('', values);
      expect(await sound.create(request, noCaps)).toMatchObject({ status: 'created' });
      return request;
    },
    async decided(decision, values) {
      const request = await bench.created(values);
      const { outcome } = await sound.decide(approvalIdOf(request), decision, request.sub);
      expect(outcome).toBe('accepted');
      return request;
    },
    async claimBy(store, request) {
      const outcome = await store.poll({ ...questionOf(request), lease: LEASE });
      if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
      return outcome.claim;
    },
    async takeOne() {
      const [delivery, ...others] = await sound.take(10, 30);
      if (delivery === undefined || others.length > 0) throw new Error(`${others.length} more than one`);
      return delivery;
    },
    stored: async ({ selector }) =>
      JSON.stringify(await redis.client.hgetall(`${redis.keyPrefix}:{0}:r:${selector}`)),
  };
  return bench;
}
