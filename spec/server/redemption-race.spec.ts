import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type TestHost, testHost } from '../support/host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type Reply, refusalLine } from '../support/server-http.ts';
import { MINTED, REVOKED, startWorker, type Worker } from '../support/server-workers.ts';

const ROUNDS = 200;
const POLLS = 100;

jest.setTimeout(90_000);

let server: RedisServer;
let client: Redis;
let host: TestHost;
let workers: Worker[];

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
  host = testHost({ store: redisStore(client) });
  const options = { url: server.url, mintTakes: 3 };
  workers = await Promise.all([startWorker(options), startWorker(options)]);
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  client.disconnect();
  await server.kill();
});

it(`${POLLS} parallel polls over two processes after one approval: one gets tokens, in each of ${ROUNDS} rounds`, async () => {
  const refusals = new Set<string>();
  const sent: unknown[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { replies, authReqId } = await race(round);
    const [winner, ...more] = replies.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    expect(winner?.body).toMatchObject({ token_type: 'Bearer', scope: 'openid' });
    sent.push(winner?.body.access_token);
    for (const reply of replies) if (reply !== winner) refusals.add(refusalLine(reply));
    for (const worker of workers) {
      expect(refusalLine(await worker.till.poll(authReqId))).toBe(AFTER_COMMIT);
    }
  }
  expect([...refusals].sort()).toEqual([WHILE_CLAIMED, AFTER_COMMIT]);
  expect(sent).toHaveLength(ROUNDS);
  expect((await client.lrange(MINTED, 0, -1)).sort()).toEqual([...sent].sort());
  expect(await client.exists(REVOKED)).toBe(0);
});

const WHILE_CLAIMED = '400 authorization_pending, Retry-After 1, error+error_description';
const AFTER_COMMIT = '400 invalid_grant, Retry-After absent, error+error_description';

async function race(round: number): Promise<{ replies: Reply[]; authReqId: unknown }> {
  const sub = `user-${round}`;
  const { body } = await workerFor(round).till.request({ login_hint: sub });
  const [request] = await host.ciba.listRequests({ sub });
  expect(await host.ciba.approve(request?.id ?? '', { sub })).toEqual({ outcome: 'accepted' });
  const polls = Array.from({ length: POLLS }, (_, n) => workerFor(n).till.poll(body.auth_req_id));
  return { replies: await Promise.all(polls), authReqId: body.auth_req_id };
}

function workerFor(n: number): Worker {
  return workers[n % workers.length] as Worker;
}
