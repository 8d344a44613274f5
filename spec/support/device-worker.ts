/** A host with the device API in a process of its own, on the Redis that its parent names: says its port. */
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { deviceRouter } from '../../lib/device/index.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { testHost } from './host.ts';
import { listen } from './server-http.ts';

await work(
  JSON.parse(process.env.CIBA_WORKER ?? '{}') as { readonly url: string; readonly keyPrefix: string },
);

async function work({ url, keyPrefix }: { readonly url: string; readonly keyPrefix: string }): Promise<void> {
  const { app, ciba } = testHost({ store: redisStore(new Redis(url), { keyPrefix }) });
  const authenticateUser = ({ headers }: { headers: Record<string, unknown> }) => ({
    sub: String(headers['x-user']),
  });
  app.use('/device', deviceRouter(ciba, { authenticateUser }));
  const server = await listen(app);
  process.stdin.on('end', () => process.exit()).resume();
  process.stdout.write(`READY ${(server.address() as AddressInfo).port}\n`);
}
