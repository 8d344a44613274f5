import { Redis } from 'ioredis';
import { startRedisServer } from '../spec/support/redis-server.js';

/** The Redis server that all servers under test share, one at a time. */
export interface BenchRedis {
  readonly url: string;
  flush(): Promise<void>;
  /** Reads from sockets since the last call; each arrives with one round trip when nothing is pipelined. */
  readsSince(): Promise<number>;
  /** Commands since the last call, those within scripts included. */
  commandsSince(): Promise<number>;
  /** Bytes in use. */
  usedMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a real Redis server on a free port. */
export async function startRedis(): Promise<BenchRedis> {
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const info = async (section: string, field: string): Promise<number> => {
    const found = new RegExp(`^${field}:(\\d+)`, 'm').exec(await redis.info(section))?.[1];
    if (found === undefined) throw new Error(`Redis does not tell ${field}`);
    return Number(found);
  };
  let [reads, commands] = [0, 0];
  return {
    url: server.url,
    flush: async () => void (await redis.flushall()),
    async readsSince() {
      const before = reads;
      reads = await info('stats', 'total_reads_processed');
      // INFO itself was read.
      return reads - before - 1;
    },
    async commandsSince() {
      const before = commands;
      commands = await info('stats', 'total_commands_processed');
      return commands - before - 1;
    },
    usedMemory: () => info('memory', 'used_memory'),
    async stop() {
      redis.disconnect();
      await server.kill();
    },
  };
}
