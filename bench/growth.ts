import { leavePending } from './memory.js';
import type { Operation } from './operations/operation.js';
import type { BenchOptions } from './options.js';
import { measureRound, type Round } from './round.js';
import { OURS } from './servers/index.js';
import { median } from './statistics.js';
import type { Subject, Testbed } from './testbed.js';

/** What an operation costs while so many requests are pending; microseconds. */
export interface Level {
  readonly pending: number;
  /** Of the server. */
  readonly cpu: number;
  readonly redisCpu: number;
}

/** What becomes of the cost of an operation as more requests are pending. */
export interface Growth {
  readonly operation: string;
  readonly levels: readonly Level[];
  /** How far the first level differs when it is measured again at the end: what the cost at two levels may differ by. */
  readonly drift: number;
}

/** Rounds of each level; the first one warms up. */
const ROUNDS = 9;
const OPS = 300;

/** Measures operations of ours at each level of pending requests, and at the first one again. */
export async function measureGrowth(
  operations: readonly Operation[],
  bed: Testbed,
  options: BenchOptions,
): Promise<readonly Growth[]> {
  const [lowest] = options.growth;
  const subject = bed.subjects.find(({ server }) => server === OURS);
  if (subject === undefined || lowest === undefined) return [];
  const seen: Level[][] = [];
  for (const pending of [...options.growth, lowest]) {
    await bed.redis.flush();
    await leavePending(subject, pending, options);
    const levels: Level[] = [];
    for (const operation of operations) levels.push(await levelOf(operation, subject, pending, bed));
    seen.push(levels);
  }
  return operations.map(({ name }, n) =>
    grown(
      name,
      seen.flatMap((levels) => levels[n] ?? []),
    ),
  );
}

/** The first level stands for both times that it was measured. */
function grown(operation: string, levels: readonly Level[]): Growth {
  const [first, ...others] = levels;
  const again = others.pop();
  if (first === undefined || again === undefined) throw new Error('the first level was not measured twice');
  const mean: Level = {
    pending: first.pending,
    cpu: (first.cpu + again.cpu) / 2,
    redisCpu: (first.redisCpu + again.redisCpu) / 2,
  };
  return { operation, levels: [mean, ...others], drift: Math.abs(again.cpu - first.cpu) / mean.cpu };
}

async function levelOf(
  operation: Operation,
  subject: Subject,
  pending: number,
  bed: Testbed,
): Promise<Level> {
  const rounds: Round[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    rounds.push(await measureRound(operation, subject, bed, { ops: OPS, connections: 16, onTop: true }));
  }
  const measured = rounds.slice(1);
  return {
    pending,
    cpu: median(measured.map(({ cpu }) => cpu)),
    redisCpu: median(measured.map(({ redis }) => redis.cpu)),
  };
}
