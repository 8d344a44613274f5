import type { Operation } from './operations/operation.js';
import type { Traffic } from './redis.js';
import { measureRound } from './round.js';
import { F1_AGAIN } from './servers/index.js';
import type { Testbed } from './testbed.js';

/** What one step of a flow sends to Redis, done one by one. */
export interface Step {
  readonly operation: string;
  readonly server: string;
  readonly redis: Traffic;
}

const COUNTED = 200;

/** Counts what comes to Redis in each operation of each server. */
export async function countSteps(operations: readonly Operation[], bed: Testbed): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const operation of operations) {
    for (const subject of bed.subjects) {
      if (subject.server === F1_AGAIN) continue;
      const { redis } = await measureRound(operation, subject, bed, { ops: COUNTED, connections: 1 });
      steps.push({ operation: operation.name, server: subject.server.name, redis });
    }
  }
  return steps;
}
