import type { Comparison } from './compare.js';
import type { Growth } from './growth.js';
import type { Memory } from './memory.js';
import type { Step } from './round-trips.js';

/** All that a run found. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly steps: readonly Step[];
  readonly memory: readonly Memory[];
  readonly growth: readonly Growth[];
}
