import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../../spec/support/free-port.js';
import { type RedisServer, startRedisServer } from '../../../spec/support/redis-server.js';
import { until } from '../../../spec/support/server-until.js';
import { moment } from '../log.js';
import type { Bed } from './bed.js';

const SENTINELS = 3;
/** For which replicas cannot reach the master before it dies: what an overloaded network does. */
const CUT_OFF_MS = 300;
const PATIENCE_MS = 60_000;

/** A master with two replicas and three Sentinels. The master is cut off from its replicas, goes on for a moment, and dies. */
export async function sentinelBed(waitReplicas: boolean): Promise<Bed> {
  const master = await startRedisServer();
  const follow = ['--replicaof', '127.0.0.1', String(master.port), '--repl-diskless-sync-delay', '0'];
  const replicas = await Promise.all([startRedisServer(follow), startRedisServer(follow)]);
  const dir = await mkdtemp(join(tmpdir(), 'soak-sentinel-'));
  const sentinels = await startSentinels(dir, master.port);
  await ready(master, sentinels);
  return {
    name: `Sentinel, ${waitReplicas ? 'each write acknowledged by a replica' : 'asynchronous replicas'}`,
    server: {
      sentinels: sentinels.map(({ port }) => port),
      ...(waitReplicas && { waitReplicas: { count: 1, ms: 500 } }),
    },
    faults: [{ what: 'the master cut off and killed', at: 0.5, run: () => failover(master, sentinels) }],
    async stop() {
      for (const { process } of sentinels) process.kill('SIGKILL');
      await Promise.all([master, ...replicas].map((server) => server.kill()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Sentinel {
  readonly port: number;
  readonly process: ChildProcess;
}

async function startSentinels(dir: string, masterPort: number): Promise<readonly Sentinel[]> {
  const started: Sentinel[] = [];
  for (let n = 0; n < SENTINELS; n++) {
    const port = await freePort();
    const file = join(dir, `sentinel-${n}.conf`);
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor soak 127.0.0.1 ${masterPort} 2`,
      'sentinel down-after-milliseconds soak 1000',
      'sentinel failover-timeout soak 5000',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    started.push({ port, process: spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }) });
  }
  return started;
}

/** Waits until every Sentinel knows the other ones and both replicas, and both replicas have everything. */
async function ready(master: RedisServer, sentinels: readonly Sentinel[]): Promise<void> {
  const knows = async ({ port }: Sentinel): Promise<boolean> => {
    const info = await asked(port, (redis) => redis.info('sentinel'));
    return info.includes(`slaves=2,sentinels=${SENTINELS}`);
  };
  const well = async (): Promise<boolean> => {
    const info = await asked(master.port, (redis) => redis.info('replication'));
    return (
      (info.match(/state=online/g) ?? []).length === 2 &&
      (await Promise.all(sentinels.map(knows))).every(Boolean)
    );
  };
  await until(() => well().catch(() => false), 'Sentinels and replicas know each other', PATIENCE_MS);
}

/** Answers the moment from which on what the master took was not replicated. */
async function failover(master: RedisServer, sentinels: readonly Sentinel[]): Promise<number> {
  const from = moment();
  await asked(master.port, async (redis) => {
    await redis.call('ACL', 'SETUSER', 'default', '-psync', '-sync');
    await redis.call('CLIENT', 'KILL', 'TYPE', 'replica');
  });
  await sleep(CUT_OFF_MS);
  const gone = once(master.process, 'exit');
  master.process.kill('SIGKILL');
  await gone;
  const promoted = async ({ port }: Sentinel): Promise<boolean> => {
    const address = await asked(port, (redis) => redis.call('SENTINEL', 'get-master-addr-by-name', 'soak'));
    return (address as string[])[1] !== String(master.port);
  };
  const all = async (): Promise<boolean> => (await Promise.all(sentinels.map(promoted))).every(Boolean);
  await until(() => all().catch(() => false), 'another master', PATIENCE_MS);
  return from;
}

async function asked<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => null, enableReadyCheck: false });
  redis.on('error', () => undefined);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
