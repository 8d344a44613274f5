import { Agent } from 'node:http';
import type { Redis } from 'ioredis';
import { type Caller, callerOf, type ServedHost } from './server-http.ts';
import { requestKey } from './server-keys.ts';
import { until } from './server-until.ts';
import type { Asked, HeldPoll } from './waiting-pair.ts';

/** A client with a connection for each poll, however many are held. */
export function patientTill(port: number): Caller {
  return callerOf(port, undefined, new Agent({ keepAlive: true }));
}

/** Asks at a host, whose user of this name is then to decide. */
export async function askAt(host: ServedHost, params: Readonly<Record<string, string>> = {}): Promise<Asked> {
  const { body } = await host.till.request(params);
  const authReqId = String(body.auth_req_id);
  const [selector = ''] = authReqId.split('.');
  return { authReqId, id: host.notified.find((id) => id.startsWith(selector)) ?? '' };
}

/** Polls, and goes on once Redis has counted it and found it pending. */
export async function holdAt(till: Caller, { authReqId }: Asked, redis: Redis): Promise<HeldPoll> {
  const hangingUp = new AbortController();
  const key = requestKey(authReqId);
  const before = await redis.hget(key, 'p');
  let answered = false;
  const reply = till.poll(authReqId, hangingUp.signal).finally(() => {
    answered = true;
  });
  reply.catch(() => undefined);
  await until(async () => (await redis.hget(key, 'p')) !== before, 'it was counted');
  return { reply, isAnswered: () => answered, hangUp: () => hangingUp.abort() };
}

/** How many connections listen to this Redis. */
export async function subscribers(redis: Redis): Promise<number> {
  const list = String(await redis.client('LIST', 'TYPE', 'PUBSUB'));
  return list.split('\n').filter((line) => line !== '').length;
}
