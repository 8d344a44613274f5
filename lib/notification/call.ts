import type { Callback } from '../request/callback.js';
import { type Verdict, verdictOf } from './verdict.js';

/** Calls out; the guarded client. */
export type Post = (
  url: string,
  request: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly discardBody: true;
  },
) => Promise<{ readonly status: number; readonly headers: { readonly 'retry-after'?: string | undefined } }>;

/** One call to a client's notification endpoint. */
export interface Call {
  readonly mode: 'ping' | 'push';
  readonly endpoint: string;
  readonly callback: Callback;
  /** JSON. */
  readonly body: string;
}

/** Faults that another try does not mend. */
const LASTING = ['ERR_CIBA_OUTBOUND_URL', 'ERR_CIBA_OUTBOUND_ADDRESS', 'ERR_CIBA_OUTBOUND_TLS'];

/** Calls a client and judges the answer by its status alone; what it says is not read. CIBA Core 1.0 §10.2, §10.3.1. */
export async function call({ mode, endpoint, callback, body }: Call, post: Post): Promise<Verdict> {
  try {
    const { status, headers } = await post(endpoint, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${callback.clientNotificationToken}`,
        'Content-Type': 'application/json',
      },
      body,
      discardBody: true,
    });
    return verdictOf(status, headers['retry-after'], mode);
  } catch (error) {
    const reason = String((error as { code?: unknown }).code ?? 'unreachable');
    return LASTING.includes(reason)
      ? { what: 'never', reason, counted: true }
      : { what: 'again', reason, counted: true };
  }
}
