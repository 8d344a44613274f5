import { runAll } from './load.js';
import type { Operation } from './operations/operation.js';
import type { Traffic } from './redis.js';
import { quantile } from './statistics.js';
import type { Subject, Testbed } from './testbed.js';

/** What one round of one operation on one server came to; per operation. */
export interface Round {
  /** Server CPU, microseconds. */
  readonly cpu: number;
  /** What came to Redis; fewer reads than round trips where several commands arrive together. */
  readonly redis: Traffic;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** How much a round does. */
export interface RoundSize {
  readonly ops: number;
  readonly connections: number;
  /** Leaves what is in Redis where it is. */
  readonly onTop?: boolean;
}

/** Most requests that one operation sends with credentials, its preparation included. */
const MOST_REQUESTS = 2;

let usersMade = 0;

/** Measures one round, on a Redis emptied for it unless it comes on top. */
export async function measureRound(
  operation: Operation,
  subject: Subject,
  { redis }: Testbed,
  { ops, connections, onTop = false }: RoundSize,
): Promise<Round> {
  if (!onTop) await redis.flush();
  const users = Array.from({ length: ops }, () => `user-${++usersMade}`);
  await subject.http.prepare(ops * MOST_REQUESTS);
  const tasks = await operation.prepare(subject, users);
  await redis.traffic();
  const cpuBefore = await subject.process.cpu();
  const latencies = await runAll(tasks, connections);
  const cpu = (await subject.process.cpu()) - cpuBefore;
  const { reads, commands, bytesIn, bytesOut, cpu: redisCpu } = await redis.traffic();
  return {
    cpu: cpu / ops,
    redis: {
      reads: reads / ops,
      commands: commands / ops,
      bytesIn: bytesIn / ops,
      bytesOut: bytesOut / ops,
      cpu: redisCpu / ops,
    },
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}
