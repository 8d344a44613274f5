import { runAll } from './load.js';
import { request } from './operations/request.js';
import type { BenchOptions } from './options.js';
import { F1_AGAIN } from './servers/index.js';
import type { Subject, Testbed } from './testbed.js';

/** What pending requests take in Redis. */
export interface Memory {
  readonly server: string;
  readonly pending: number;
  /** Of Redis memory for each pending request, with all that belongs to it. */
  readonly bytes: number;
}

const WARM_UP = 100;
/** In which Redis finishes moving its tables after they have grown. */
const SETTLING_MS = 1000;

/** Leaves requests pending, each of a user of its own, and sees what Redis has grown by. */
export async function measureMemory(bed: Testbed, options: BenchOptions): Promise<readonly Memory[]> {
  const measured: Memory[] = [];
  for (const subject of bed.subjects) {
    if (subject.server === F1_AGAIN) continue;
    // Loads the scripts, which stay, and opens the connections.
    await leavePending(subject, WARM_UP, options);
    const before = await settled(bed, () => bed.redis.flush());
    const after = await settled(bed, () => leavePending(subject, options.pending, options));
    const bytes = (after - before) / options.pending;
    measured.push({ server: subject.server.name, pending: options.pending, bytes });
  }
  return measured;
}

/** Leaves so many requests pending, each of a user of its own. */
export async function leavePending(
  subject: Subject,
  count: number,
  { connections }: Pick<BenchOptions, 'connections'>,
): Promise<void> {
  const users = Array.from({ length: count }, (_, i) => `user-${i}`);
  await runAll(await request.prepare(subject, users), connections);
}

async function settled({ redis }: Testbed, act: () => Promise<void>): Promise<number> {
  await act();
  await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  return redis.usedMemory();
}
