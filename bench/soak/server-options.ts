import type { Settings } from './checker/entries.js';

/** The header by which the one who asks learns the approval id, in place of a user's device. */
export const APPROVAL_ID = 'x-approval-id';

/** How a server of the soak is set up; handed over as JSON. Durations in seconds. */
export interface SoakServer extends Settings {
  readonly secret: string;
  readonly expiresIn: number;
  /** Milliseconds that making tokens takes, at most. */
  readonly mintMs: number;
  /** The file that it appends to. */
  readonly log?: string;
  /** One server; or a Sentinel's set, or a Cluster, by their ports. */
  readonly redis?: string;
  readonly sentinels?: readonly number[];
  readonly nodes?: readonly number[];
  readonly memory?: boolean;
  readonly waitReplicas?: { readonly count: number; readonly ms: number };
  readonly caps?: false;
  /** Seconds for which prompts are remembered, in place of the default ten minutes. */
  readonly promptsWithin?: number;
  /** Whether it counts how often each user is asked. */
  readonly countsPrompts?: boolean;
}
