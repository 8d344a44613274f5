import { randomBytes } from 'node:crypto';
import type { ServerAnswer, Waiting } from './device.js';

/** What ended a request: the tokens, shortened, and the claims of the ID token. */
export type Ended = ServerAnswer & { readonly claims?: object };

/** A request that a page has started. The page knows it by a handle and never sees the `auth_req_id`. */
export interface Run {
  /** What the server answers to its client. */
  answer(): Promise<ServerAnswer | Ended | Waiting>;
}

const MOST = 200;

/** The latest requests of all pages, by their handles. */
export function runs() {
  const kept = new Map<string, Run>();
  return {
    find: (handle: unknown): Run | undefined => kept.get(String(handle)),
    keep(run: Run): string {
      const handle = randomBytes(16).toString('base64url');
      kept.set(handle, run);
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST) break;
        kept.delete(oldest);
      }
      return handle;
    },
  };
}
