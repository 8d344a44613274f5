/** A host in a process of its own, on the Redis that its parent names: says its port, and for whom it mints. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { testHost } from './host.ts';
import { listen } from './server-http.ts';
import { MINTED, REVOKED, type WorkerOptions, type WorkerWord } from './server-workers.ts';

await work(JSON.parse(process.env.CIBA_WORKER ?? '{}') as WorkerOptions);

async function work({ url, mintTakes, longPoll = false, ...durations }: WorkerOptions): Promise<void> {
  const redis = new Redis(url);
  let minted = 0;
  const { app } = testHost({
    store: redisStore(redis),
    ...durations,
    longPoll: () => longPoll,
    adapter: {
      resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }),
      async issueTokens({ user }) {
        if (mintTakes === undefined) {
          say({ minting: user.sub });
          return new Promise<never>(() => undefined);
        }
        const access_token = `access-${user.sub}-${process.pid}-${++minted}`;
        await redis.rpush(MINTED, access_token);
        say({ minting: user.sub });
        await sleep(mintTakes);
        return { access_token, token_type: 'Bearer', expires_in: 300 };
      },
      revokeTokens: ({ access_token }) => redis.rpush(REVOKED, access_token),
    },
  });
  app.get('/memory', (_req, res) => {
    globalThis.gc?.();
    res.send(String(process.memoryUsage().rss));
  });
  const server = await listen(app);
  process.stdin.on('end', () => process.exit()).resume();
  say({ port: (server.address() as AddressInfo).port });
}

function say(word: WorkerWord): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
