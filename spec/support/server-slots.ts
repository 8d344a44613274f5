import { Redis } from 'ioredis';

/** A slot that is being moved from one node of a Cluster to another. */
export interface Move {
  /** Moves the keys that lie in it now; the slot itself stays between the nodes. */
  moveKeys(): Promise<void>;
  /** Gives the slot to its new node for good. */
  finish(): Promise<void>;
}

/** Begins to move the slot of a key to another node, as `redis-cli --cluster reshard` does. */
export async function beginMove(ports: readonly number[], key: string): Promise<Move> {
  const nodes = ports.map((port) => new Redis(port, '127.0.0.1', { enableReadyCheck: false }));
  const slot = Number(await nodes[0]?.cluster('KEYSLOT', key));
  const ranges = (await nodes[0]?.cluster('SLOTS')) ?? [];
  const owner = ranges.find(([first, last]) => first <= slot && slot <= last)?.[2]?.[1] ?? 0;
  const from = ports.indexOf(owner);
  const to = (from + 1) % ports.length;
  const [source, target] = [nodes[from] as Redis, nodes[to] as Redis];
  const [sourceId, targetId] = (await Promise.all([source, target].map((node) => node.cluster('MYID')))) as [
    string,
    string,
  ];
  await target.cluster('SETSLOT', slot, 'IMPORTING', sourceId);
  await source.cluster('SETSLOT', slot, 'MIGRATING', targetId);
  const moveKeys = async (): Promise<void> => {
    for (;;) {
      const keys = (await source.cluster('GETKEYSINSLOT', slot, 100)) as string[];
      if (keys.length === 0) return;
      await source.migrate('127.0.0.1', ports[to] as number, '', 0, 5000, 'KEYS', ...keys);
    }
  };
  return {
    moveKeys,
    async finish() {
      await moveKeys();
      for (const node of [target, source, ...nodes]) await node.cluster('SETSLOT', slot, 'NODE', targetId);
      for (const node of nodes) node.disconnect();
    },
  };
}
