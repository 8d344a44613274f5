import { runAll } from './load.js';
import type { Operation } from './operations/operation.js';
import { quantile } from './statistics.js';
import type { Subject, Testbed } from './testbed.js';

/** What one round of one operation on one server came to; per operation. */
export interface Round {
  /** Server CPU, microseconds. */
  readonly cpu: number;
  /** Reads of the Redis server; below the round trips where several commands arrive together. */
  readonly reads: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** How much a round does. */
export interface RoundSize {
  readonly ops: number;
  readonly connections: number;
}

/** Most requests that one operation sends with credentials, its preparation included. */
const MOST_REQUESTS = 2;

let usersMade = 0;

/** Measures one round, on a Redis emptied for it. */
export async function measureRound(
  operation: Operation,
  subject: Subject,
  { redis }: Testbed,
  { ops, connections }: RoundSize,
): Promise<Round> {
  await redis.flush();
  const users = Array.from({ length: ops }, () => `user-${++usersMade}`);
  await subject.http.prepare(ops * MOST_REQUESTS);
  const tasks = await operation.prepare(subject, users);
  await redis.readsSince();
  const cpuBefore = await subject.process.cpu();
  const latencies = await runAll(tasks, connections);
  const cpu = (await subject.process.cpu()) - cpuBefore;
  const reads = await redis.readsSince();
  return {
    cpu: cpu / ops,
    reads: reads / ops,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}
