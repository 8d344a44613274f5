import type { Logger } from '../logger.js';
import { isDecoy } from '../request/decoy.js';
import type { CibaStore } from '../request/store.js';
import { type DecidedBy, requireSub } from './decided-by.js';

/** What keeps an open page up to date. */
export interface Watching {
  /**
   * Calls back whenever requests of this user were created or decided, in whatever process; the answer ends that. A hint, and nothing more: list
   * anew. It is called at the least once too often rather than too rarely: all are when a connection to Redis is back. Not told is what expires,
   * so look again at the earliest `expiresAt` too.
   *
   * @throws TypeError where `sub` or the callback is missing
   */
  watchRequests(by: DecidedBy, changed: () => void): () => void;
}

/** What watching needs. */
export interface WatchingContext {
  readonly store: Pick<CibaStore, 'onUserChange'>;
  readonly logger: Logger;
}

/** Watches for users; a callback that throws is logged and disturbs nobody, and none is called once it has ended that. */
export function watching({ store, logger }: WatchingContext): Watching {
  return {
    watchRequests(by, changed) {
      const sub = requireSub(by);
      if (typeof changed !== 'function') throw new TypeError('watchRequests needs a callback');
      if (isDecoy(sub)) return () => undefined;
      let ended = false;
      const stop = store.onUserChange(sub, () => {
        if (ended) return;
        new Promise((resolve) => resolve(changed())).catch((error: unknown) =>
          logger.error(error, 'a callback of watchRequests threw'),
        );
      });
      return () => {
        ended = true;
        stop();
      };
    },
  };
}
