import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startCluster } from '../../../spec/support/cluster.js';
import type { Bed } from './bed.js';

/** As many as the servers of the soak use. */
const PARTITIONS = 16;
/** Keys that move at once, and what lies between two such moves: the load is to meet slots of which a part has moved. */
const BATCH = 50;
const BETWEEN_MS = 5;

/** Three masters, between which the slots of all partitions of one of them move, and back. */
export async function clusterBed(): Promise<Bed> {
  const cluster = await startCluster();
  const nodes = cluster.ports.map((port) => new Redis(port, '127.0.0.1'));
  const ids = await Promise.all(nodes.map(async (node) => String(await node.cluster('MYID'))));
  const [first] = nodes as [Redis];
  const slots = await slotsOf(first, ids[0] ?? '');
  const move = async (from: number, to: number): Promise<undefined> => {
    for (const slot of slots) await migrate({ slot, from, to }, nodes, ids, cluster.ports);
  };
  return {
    name: `Redis Cluster, ${PARTITIONS} partitions, of which ${slots.length} move`,
    server: { nodes: cluster.ports },
    faults: [
      {
        what: `${slots.length} slots moved from the first node to the second`,
        at: 0.3,
        run: () => move(0, 1),
      },
      { what: `${slots.length} slots moved on to the third`, at: 0.65, run: () => move(1, 2) },
    ],
    async stop() {
      for (const node of nodes) node.disconnect();
      await cluster.stop();
    },
  };
}

/** The slots of partitions that a node has. */
async function slotsOf(node: Redis, id: string): Promise<readonly number[]> {
  const lines = String(await node.cluster('NODES')).split('\n');
  const ranges =
    lines
      .find((line) => line.startsWith(id))
      ?.split(' ')
      .slice(8) ?? [];
  const isOwn = (slot: number): boolean =>
    ranges.some((range) => {
      const [from = Number.NaN, to = from] = range.split('-').map(Number);
      return slot >= from && slot <= to;
    });
  const slots: number[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    slots.push(Number(await node.cluster('KEYSLOT', `{${partition}}`)));
  }
  return slots.filter(isOwn);
}

async function migrate(
  { slot, from, to }: { readonly slot: number; readonly from: number; readonly to: number },
  nodes: readonly Redis[],
  ids: readonly string[],
  ports: readonly number[],
): Promise<void> {
  const [source, target] = [nodes[from] as Redis, nodes[to] as Redis];
  await target.cluster('SETSLOT', slot, 'IMPORTING', ids[from] ?? '');
  await source.cluster('SETSLOT', slot, 'MIGRATING', ids[to] ?? '');
  for (;;) {
    const keys = (await source.cluster('GETKEYSINSLOT', slot, BATCH)) as string[];
    if (keys.length === 0) break;
    await source.call('MIGRATE', '127.0.0.1', String(ports[to]), '', '0', '5000', 'KEYS', ...keys);
    await sleep(BETWEEN_MS);
  }
  for (const node of [target, source, ...nodes]) await node.cluster('SETSLOT', slot, 'NODE', ids[to] ?? '');
}
