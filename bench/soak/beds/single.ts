import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedisServer } from '../../../spec/support/redis-server.js';
import type { Bed } from './bed.js';

/** For which nobody is there, in a restart. */
const AWAY_MS = 500;

/** One server that writes down each command before it is answered; restarted twice, once by force, and its scripts forgotten. */
export async function singleBed(): Promise<Bed> {
  const dir = await mkdtemp(join(tmpdir(), 'soak-redis-'));
  const kept = ['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'];
  let server = await startRedisServer(kept);
  const { port, url } = server;
  const restart = async (signal: NodeJS.Signals): Promise<undefined> => {
    const gone = once(server.process, 'exit');
    server.process.kill(signal);
    await gone;
    await sleep(AWAY_MS);
    server = await startRedisServer(kept, port);
  };
  return {
    name: 'one Redis, appendonly yes, appendfsync always',
    server: { redis: url },
    faults: [
      { what: 'Redis restarted by SIGTERM', at: 0.25, run: () => restart('SIGTERM') },
      { what: 'SCRIPT FLUSH', at: 0.5, run: () => flushScripts(url) },
      { what: 'Redis restarted by SIGKILL', at: 0.75, run: () => restart('SIGKILL') },
    ],
    async stop() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function flushScripts(url: string): Promise<undefined> {
  const redis = new Redis(url);
  await redis.script('FLUSH');
  redis.disconnect();
}
