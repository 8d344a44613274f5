import type { CibaStore } from './request/store.js';

/** What `ready` found. */
export interface Readiness {
  /** Whether the store can be trusted with requests. */
  readonly ready: boolean;
  /** What is wrong, in sentences for the operator. */
  readonly problems: readonly string[];
}

/** Whether the store can be trusted with requests; never rejects. */
export async function readiness(store: CibaStore): Promise<Readiness> {
  try {
    const problems = await store.check();
    return { ready: problems.length === 0, problems };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    return { ready: false, problems: [`the store does not answer: ${message}`] };
  }
}
