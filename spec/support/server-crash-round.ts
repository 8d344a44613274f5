import type { Redis } from 'ioredis';
import type { Point } from './server-crash-points.ts';
import { type Caller, callerOf } from './server-http.ts';
import { requestKey } from './server-keys.ts';
import type { LanedReceiver } from './server-laned-receiver.ts';
import type { Choice, ToldClient } from './server-tellers.ts';
import { until } from './server-until.ts';

/** Requests of one round. */
export const REQUESTS_A_ROUND = 20;

/** One request of a round. */
export interface Asked extends Choice {
  readonly authReqId: string;
  readonly client: ToldClient;
  /** The client, at the process that survives. */
  readonly till: Caller;
  readonly token: string;
}

/** A round that a process did not survive. */
export interface Round {
  readonly point: Point;
  readonly requests: readonly Asked[];
  readonly signal: NodeJS.Signals | null;
  /** Where its requests stood when the process was gone, each standing once. */
  readonly found: readonly string[];
  /** What another process heard that took the same decisions again, each answer once. */
  readonly outcomes: readonly string[];
}

/** Where a request is asked for, and where it is kept. */
export interface AskedWhere {
  readonly port: number;
  readonly redis: Redis;
  readonly keyPrefix: string;
}

/** Asks for an authentication, and goes on once the client may be told of the outcome. */
export async function asked(
  client: ToldClient,
  { sub, denied }: Pick<Choice, 'sub' | 'denied'>,
  { port, redis, keyPrefix }: AskedWhere,
): Promise<Asked> {
  const till = callerOf(port, client);
  const token = `token-${sub}`;
  const { body } = await till.request({ login_hint: sub, client_notification_token: token });
  const authReqId = String(body.auth_req_id);
  const key = requestKey(authReqId, keyPrefix);
  await until(async () => (await redis.hexists(key, 'Y')) === 0, 'the client has its acknowledgement');
  const id = `${authReqId.split('.')[0]}.${await redis.hget(key, 'a')}`;
  return { id, sub, denied, authReqId, client, till, token };
}

/** Where requests stand, each standing once. */
export async function standings(
  requests: readonly Asked[],
  { redis, keyPrefix }: Pick<AskedWhere, 'redis' | 'keyPrefix'>,
  receiver: Pick<LanedReceiver, 'of'>,
): Promise<string[]> {
  const all = requests.map(async ({ authReqId }) => {
    const [state, ticket, tokens] = await redis.hmget(requestKey(authReqId, keyPrefix), 's', 'K', 'P');
    const { calls, answered } = receiver.of(authReqId);
    const kept = tokens == null ? '' : ', tokens kept';
    const taken = ticket == null ? 'not taken' : 'taken';
    return `${state ?? 'pending'}${kept}, ${taken}, ${calls} calls, ${answered} answered`;
  });
  return [...new Set(await Promise.all(all))].sort();
}
