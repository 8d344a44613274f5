import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { compiled } from './server-compiled.ts';
import { CrashLane, laneName } from './server-crash-lane.ts';
import type { Point } from './server-crash-points.ts';
import { callerOf } from './server-http.ts';
import { type LanedReceiver, lanedReceiver } from './server-laned-receiver.ts';
import { clientsAt, startTeller, type Teller } from './server-tellers.ts';
import { until } from './server-until.ts';

/** What processes die in: a Redis that has every write on disk before it answers, clients, and a process that survives. */
export interface CrashSetting {
  readonly redis: Redis;
  readonly receiver: LanedReceiver;
  readonly survivor: Teller;
  /** One for each point that was asked for. */
  readonly lanes: readonly CrashLane[];
  /** Ends Redis by SIGKILL, starts it over what it has on disk, and waits until the survivor has it again. */
  restartRedis(): Promise<void>;
  stop(): Promise<void>;
}

/** Sets up a lane for each of the points. */
export async function crashSetting(points: readonly Point[]): Promise<CrashSetting> {
  const dir = mkdtempSync(join(tmpdir(), 'ciba-aof-'));
  const worker = compiled('server-teller-worker.ts');
  const receiver = await lanedReceiver();
  let server = await durableServer(dir);
  const redis = new Redis(server.url);
  redis.on('error', () => undefined);
  const key = randomBytes(32).toString('base64url');
  const victim = { url: server.url, receiver: receiver.url, ca: receiver.ca, key, claimLease: 4 };
  const names = points.map((_point, index) => laneName(index));
  const survivor = await startTeller(worker.path, { ...victim, lanes: names });
  const shared = { redis, compiled: worker.path, survivor, receiver, victim };
  const lanes = points.map((point, index) => new CrashLane(shared, index, point));
  return {
    ...{ redis, receiver, survivor, lanes },
    async restartRedis() {
      await server.kill();
      server = await durableServer(dir, server.port);
      await until(() => redis.status === 'ready', 'the test has Redis again');
      await until(() => hasRedis(survivor), 'the survivor has Redis again');
    },
    async stop() {
      for (const lane of lanes) lane.close();
      survivor.process.kill('SIGKILL');
      await receiver.close();
      redis.disconnect();
      worker.remove();
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function durableServer(dir: string, port?: number): Promise<RedisServer> {
  return startRedisServer(['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'], port);
}

/** Where it has not, a poll hears 503. */
async function hasRedis({ ports: [port = 0] }: Teller): Promise<boolean> {
  const { poll } = callerOf(port, clientsAt('', '')[0]);
  return (await poll(`${'A'.repeat(22)}.${'B'.repeat(43)}`)).status === 400;
}
