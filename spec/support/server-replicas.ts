import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { until } from './server-until.ts';

const NOBODY_LISTENS = 1;

/** A master that sends replicas what it writes from the moment on at which they have the rest. */
export function startMaster(): Promise<RedisServer> {
  return startRedisServer(['--repl-diskless-sync', 'no']);
}

/** Starts a replica and waits until it follows, as one of so many. */
export async function startReplica(master: RedisServer, ofReplicas = 1): Promise<RedisServer> {
  const replica = await startRedisServer([
    ...['--replicaof', '127.0.0.1', String(master.port)],
    ...['--repl-diskless-sync', 'no'],
  ]);
  await asked(master, (redis) => following(redis, ofReplicas));
  return replica;
}

async function following(master: Redis, replicas: number): Promise<void> {
  await until(async () => {
    await master.publish('something-to-be-sent', '');
    return (await master.wait(replicas, 50)) >= replicas;
  }, 'the replicas follow');
}

/** Cuts a replica off: what is written from now on, it does not get. */
export async function cutOff(replica: RedisServer, master: RedisServer): Promise<void> {
  await asked(replica, (redis) => redis.replicaof('127.0.0.1', NOBODY_LISTENS));
  await asked(master, (redis) =>
    until(async () => (await redis.info('replication')).includes('connected_slaves:0'), 'cut off'),
  );
}

/** Lets a replica in again. */
export async function letIn(replica: RedisServer, master: RedisServer): Promise<void> {
  await asked(replica, (redis) => redis.replicaof('127.0.0.1', master.port));
  await asked(master, (redis) => following(redis, 1));
}

/** Makes a replica a master. */
export async function promote(replica: RedisServer): Promise<void> {
  await asked(replica, (redis) => redis.replicaof('NO', 'ONE'));
}

/** Asks a server over a connection of its own. */
export async function asked<T>(server: RedisServer, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** A Sentinel that decides alone. */
export interface Sentinel {
  readonly port: number;
  kill(): Promise<void>;
}

/** The name by which clients ask for the master. */
export const MASTER_NAME = 'ciba-master';

/** Starts a Sentinel that takes a master for down after half a second, and waits until it knows this many replicas. */
export async function startSentinel(master: RedisServer, replicas: number): Promise<Sentinel> {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'ciba-sentinel-'));
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `dir ${dir}`],
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 500`,
    `sentinel failover-timeout ${MASTER_NAME} 5000`,
  ];
  const file = join(dir, 'sentinel.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const child = spawn('redis-server', [file, '--sentinel'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await knowing(port, replicas);
  return { port, kill: () => killed(child, dir) };
}

async function knowing(port: number, replicas: number): Promise<void> {
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, enableReadyCheck: false });
  redis.on('error', () => undefined);
  const known = async () => ((await redis.call('SENTINEL', 'REPLICAS', MASTER_NAME)) as unknown[]).length;
  await until(async () => (await known()) === replicas, 'the Sentinel knows the replicas', 20_000);
  redis.disconnect();
}

async function killed(child: ChildProcess, dir: string): Promise<void> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await exited;
  rmSync(dir, { recursive: true, force: true });
}
