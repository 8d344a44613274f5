import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { until } from '../support/server-until.ts';

let server: RedisServer;
let client: Redis | undefined;
let host: ServedHost | undefined;

beforeEach(async () => {
  server = await startRedisServer();
});

afterEach(async () => {
  await host?.stop();
  client?.disconnect();
  await server.kill();
});

it.each([
  ['sends it again', {}],
  ['gives it up', { autoResendUnfulfilledCommands: false }],
  ['gives up at once', { maxRetriesPerRequest: 0 }],
])(
  'a request that Redis stored while the connection was cut does not stay pending, where ioredis %s',
  async (_where, options) => {
    client = new Redis(server.url, { retryStrategy: () => 50, ...options });
    client.on('error', () => undefined);
    host = await serve({ store: redisStore(client), storeTimeout: 3 });
    await host.till.request({ login_hint: 'bob' });
    const { stream } = client as unknown as { stream: Socket };
    const written = stream.bytesWritten;
    server.process.kill('SIGSTOP');
    const answer = host.till.request();
    await until(() => stream.bytesWritten > written, 'the request is on its way to Redis');
    stream.destroy();
    expect((await answer).status).toBe(503);
    server.process.kill('SIGCONT');
    await until(() => client?.status === 'ready', 'reconnected');
    await until(async () => (await host?.ciba.listRequests({ sub: 'alice' }))?.length === 0, 'undone');
    expect(await client.keys('ciba:*:r:*')).toHaveLength(2);
    expect(host.notified).toHaveLength(1);
  },
);
