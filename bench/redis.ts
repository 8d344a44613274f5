import { Redis } from 'ioredis';
import { startRedisServer } from '../spec/support/redis-server.js';

/** What came to Redis, and what it cost. */
export interface Traffic {
  /** Reads from sockets; each arrives with one round trip when nothing is pipelined. */
  readonly reads: number;
  /** Commands, those within scripts included. */
  readonly commands: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** CPU of the Redis server, microseconds. */
  readonly cpu: number;
}

/** The Redis server that all servers under test share, one at a time. */
export interface BenchRedis {
  readonly url: string;
  flush(): Promise<void>;
  /** What came since the last call. */
  traffic(): Promise<Traffic>;
  /** Bytes in use. */
  usedMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a real Redis server on a free port. */
export async function startRedis(): Promise<BenchRedis> {
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const total = async (): Promise<Traffic> => trafficIn(await redis.info());
  const first = await total();
  let last = await total();
  // Asking is traffic itself, the same each time but for a few digits.
  const asking = difference(last, first);
  return {
    url: server.url,
    flush: async () => void (await redis.flushall()),
    async traffic() {
      const before = last;
      last = await total();
      return difference(difference(last, before), asking);
    },
    usedMemory: async () => field(await redis.info('memory'), 'used_memory'),
    async stop() {
      redis.disconnect();
      await server.kill();
    },
  };
}

function trafficIn(info: string): Traffic {
  return {
    reads: field(info, 'total_reads_processed'),
    commands: field(info, 'total_commands_processed'),
    bytesIn: field(info, 'total_net_input_bytes'),
    bytesOut: field(info, 'total_net_output_bytes'),
    cpu: (field(info, 'used_cpu_user') + field(info, 'used_cpu_sys')) * 1_000_000,
  };
}

function difference(one: Traffic, other: Traffic): Traffic {
  return {
    reads: one.reads - other.reads,
    commands: one.commands - other.commands,
    bytesIn: one.bytesIn - other.bytesIn,
    bytesOut: one.bytesOut - other.bytesOut,
    cpu: one.cpu - other.cpu,
  };
}

function field(info: string, name: string): number {
  const found = new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1];
  if (found === undefined) throw new Error(`Redis does not tell ${name}`);
  return Number(found);
}
