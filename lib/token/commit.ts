import type { Logger } from '../logger.js';
import type { CibaStore, Claim } from '../request/store.js';

/** What a commit needs. */
export interface CommitContext {
  readonly store: CibaStore;
  readonly logger: Logger;
}

const RETRY_MS = 200;

/** Commits; an unanswered commit is tried again with the same claim until its lease ends, and may have been made all the same. */
export async function commitWhileHeld(
  claim: Claim,
  leaseEnds: number,
  { store, logger }: CommitContext,
  payload?: string,
): Promise<'committed' | 'lost' | 'unknown'> {
  for (;;) {
    try {
      return await store.commit(claim, payload);
    } catch (error) {
      logger.error(error, 'a commit was not answered');
      if (performance.now() + RETRY_MS >= leaseEnds) return 'unknown';
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
