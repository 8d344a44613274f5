import type { SoakServer } from '../server-options.js';

/** Something that is done to Redis while the load runs. */
export interface Fault {
  readonly what: string;
  /** When: a share of the run. */
  readonly at: number;
  /** Answers from which moment on what was written may be lost, if it may. */
  run(): Promise<number | undefined>;
}

/** A Redis as operators run it, with what befalls it. */
export interface Bed {
  readonly name: string;
  /** How the servers find it. */
  readonly server: Pick<SoakServer, 'redis' | 'sentinels' | 'nodes' | 'waitReplicas'>;
  readonly faults: readonly Fault[];
  stop(): Promise<void>;
}
