import { once } from 'node:events';
import { Cluster, Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { until } from './server-until.ts';

/** A real Redis Cluster of a test's own. */
export interface TestCluster {
  readonly ports: readonly number[];
  /** A connected client of it. */
  connect(): Promise<Cluster>;
  /** Ends every node by SIGKILL and waits until all are gone. */
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const BUS_OFFSET = 10_000;

/** Starts three masters on loopback, each with a third of the slots, and waits until all of them say that it is well. */
export async function startCluster(): Promise<TestCluster> {
  const servers: RedisServer[] = [];
  for (let node = 0; node < 3; node++) servers.push(await startNode());
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.kill()));
  };
  const ports = servers.map(({ port }) => port);
  try {
    await join(ports);
  } catch (error) {
    await stop();
    throw error;
  }
  const connect = async (): Promise<Cluster> => {
    const cluster = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })));
    if (cluster.status !== 'ready') await once(cluster, 'ready');
    return cluster;
  };
  return { ports, connect, stop };
}

async function startNode(): Promise<RedisServer> {
  const args = ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'];
  return startRedisServer([...args, '--cluster-node-timeout', '5000'], await freePort(BUS_OFFSET));
}

async function join(ports: readonly number[]): Promise<void> {
  const nodes = ports.map((port) => new Redis(port, '127.0.0.1', { enableReadyCheck: false }));
  try {
    for (const [index, node] of nodes.entries()) {
      await node.cluster('SET-CONFIG-EPOCH', index + 1);
      await node.cluster('ADDSLOTS', ...slotsOf(index, nodes.length));
    }
    for (const port of ports.slice(1)) await nodes[0]?.cluster('MEET', '127.0.0.1', port);
    await until(
      async () => (await Promise.all(nodes.map(isWell))).every(Boolean),
      'cluster_state:ok',
      30_000,
    );
  } finally {
    for (const node of nodes) node.disconnect();
  }

  async function isWell(node: Redis): Promise<boolean> {
    const info = String(await node.cluster('INFO'));
    const members = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${ports.length}`];
    return members.every((member) => info.split('\r\n').includes(member));
  }
}

function slotsOf(index: number, count: number): number[] {
  const from = Math.floor((index * SLOTS) / count);
  const to = Math.floor(((index + 1) * SLOTS) / count);
  return Array.from({ length: to - from }, (_, offset) => from + offset);
}
