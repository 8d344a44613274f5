import { type CibaClient, deliveryModeOf } from '../client/metadata.js';
import type { Logger } from '../logger.js';
import type { SealedCallbacks } from '../request/callback.js';
import type { Delivery } from '../request/store.js';
import { call, type Post } from './call.js';
import type { Verdict } from './verdict.js';

/** The tokens of an approval as they are pushed, or what became of minting them. */
export type Minted =
  | { readonly body: string }
  /** For the moment there are none. */
  | { readonly retry: string }
  /** There will never be any; the client is told that the transaction failed. */
  | { readonly failed: string };

/** What delivering needs. */
export interface DeliveryContext {
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly callbacks: SealedCallbacks;
  readonly post: Post;
  /** Mints, commits and seals the tokens of a push, or opens those that were. */
  readonly pushedTokens: (delivery: Delivery, authReqId: string, client: CibaClient) => Promise<Minted>;
  /** Revokes tokens that can never be delivered: those of this body, or those that the store keeps. */
  readonly revoke: (delivery: Delivery, body?: string) => Promise<unknown>;
  readonly logger: Logger;
}

/**
 * Tells a client of an outcome: a ping names the request, a push brings the tokens or the error. The endpoint is that of
 * the client's registration as it is now, the mode that of the request. CIBA Core 1.0 §10.2, §10.3, §12.
 */
export async function deliver(delivery: Delivery, context: DeliveryContext): Promise<Verdict> {
  const { record, state, expired } = delivery;
  const mode = record.deliveryMode;
  if (mode === 'poll' || (mode === 'ping' && state === 'redeemed')) return { what: 'moot' };
  const found = expired ? EXPIRED : await clientOf(delivery, context);
  if ('what' in found) return given(found, delivery, context);
  const { client, endpoint } = found;
  const callback = context.callbacks.open(record.selector, record.callback ?? '');
  const body = await bodyOf(delivery, callback.authReqId, client, context);
  if (typeof body !== 'string') return body;
  const verdict = await call({ mode, endpoint, callback, body }, context.post);
  return given(verdict, delivery, context, body);
}

const EXPIRED: Verdict = { what: 'never', reason: 'expired', counted: false };

/** Tokens of a push that nobody will ever get do not stay valid. */
async function given(
  verdict: Verdict,
  delivery: Delivery,
  { revoke, logger }: DeliveryContext,
  body?: string,
): Promise<Verdict> {
  if (verdict.what === 'never' && delivery.record.deliveryMode === 'push')
    await revoke(delivery, body).catch((error: unknown) =>
      logger.error(error, 'tokens that can never be delivered could not be revoked'),
    );
  return verdict;
}

async function clientOf(
  { record: { clientId, deliveryMode } }: Delivery,
  { getClient }: DeliveryContext,
): Promise<{ readonly client: CibaClient; readonly endpoint: string } | Verdict> {
  try {
    const client = await getClient(clientId);
    const endpoint = client?.backchannel_client_notification_endpoint;
    if (client === undefined || !endpoint) return { what: 'never', reason: 'client_gone', counted: false };
    if (deliveryModeOf(client) !== deliveryMode)
      return { what: 'never', reason: 'mode_changed', counted: false };
    return { client, endpoint };
  } catch {
    return { what: 'again', reason: 'client_unknown', counted: false };
  }
}

async function bodyOf(
  delivery: Delivery,
  authReqId: string,
  client: CibaClient,
  context: DeliveryContext,
): Promise<string | Verdict> {
  const { record, state } = delivery;
  if (record.deliveryMode === 'ping') return JSON.stringify({ auth_req_id: authReqId });
  if (state === 'denied') return JSON.stringify({ auth_req_id: authReqId, error: 'access_denied' });
  if (state !== 'approved' && state !== 'redeemed') return transactionFailed(authReqId);
  const minted = await context.pushedTokens(delivery, authReqId, client);
  if ('retry' in minted) return { what: 'again', reason: minted.retry, counted: false };
  return 'failed' in minted ? transactionFailed(authReqId) : minted.body;
}

function transactionFailed(authReqId: string): string {
  return JSON.stringify({ auth_req_id: authReqId, error: 'transaction_failed' });
}
