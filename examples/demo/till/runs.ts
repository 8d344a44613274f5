import { randomBytes } from 'node:crypto';
import type { ClientCredentials } from '../register/route.js';
import type { ServerAnswer } from './device.js';

/** A request that a page has started. The page knows it by a handle and never sees the `auth_req_id`. */
export interface Run {
  readonly client: ClientCredentials;
  readonly authReqId: string;
  /** What ended it, kept for a page that is reloaded while the answer is on its way. */
  ended?: ServerAnswer & { readonly claims?: object };
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
