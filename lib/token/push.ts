import type { TokenResponse } from '../adapter.js';
import type { Confirmation } from '../client/key-binding/certificate.js';
import { isBoundAsDemanded } from '../client/key-binding/token-binding.js';
import type { CibaClient } from '../client/metadata.js';
import { subjectFor } from '../client/pairwise/subject-for.js';
import type { Configuration } from '../configuration/configure.js';
import { isCibaError } from '../errors.js';
import type { Host } from '../host/host.js';
import type { RequestRecord } from '../request/record.js';
import type { Delivery } from '../request/store.js';
import type { SealedTokens } from '../sealed-fields.js';
import { grantOf } from './grant.js';
import { type MintContext, mint } from './mint.js';

/** What pushing tokens needs. */
export interface PushContext extends MintContext {
  readonly host: Pick<Host, 'getClient'> & MintContext['host'];
  readonly tokens: SealedTokens;
  readonly config: MintContext['config'] & Pick<Configuration, 'rules'>;
}

/** Tokens to be pushed, or why there are none. */
export type PushedTokens =
  | { readonly body: string }
  | { readonly retry: string }
  | { readonly failed: string };

/**
 * The body of a push: minted, committed and sealed in one step, or opened where that was done before. So a crash may mint
 * again, and only one set is ever sent. CIBA Core 1.0 §10.3.1.
 */
export async function pushedTokens(
  { record, state, payload }: Delivery,
  authReqId: string,
  client: CibaClient,
  context: PushContext,
): Promise<PushedTokens> {
  const { selector } = record;
  if (payload !== undefined) return { body: context.tokens.open(selector, payload) };
  if (state === 'redeemed') return { failed: 'the tokens were given up' };
  const cnf = boundTo(record);
  if (!isBoundAsDemanded(cnf, client, context.config.rules)) return { failed: 'unbound' };
  const outcome = await context.store.claim(selector, context.config.claimLease);
  if (outcome.status !== 'ready') return { retry: outcome.status };
  const push = { authReqId, seal: (body: string) => context.tokens.seal(selector, body) };
  try {
    const { text } = await mint(outcome, { client, cnf, push, part: {}, isGone: () => false }, context);
    return { body: text };
  } catch (error) {
    if (isCibaError(error) && error.error === 'temporarily_unavailable') return { retry: 'mint' };
    context.logger.error(error, 'tokens for a push could not be minted');
    return { failed: 'mint' };
  }
}

/** What the tokens are bound to: what the request of the client showed. RFC 8705 §3.1, RFC 9449 §6.1. */
function boundTo({ certificateThumbprint, dpopThumbprint }: RequestRecord): Confirmation | undefined {
  if (certificateThumbprint === undefined && dpopThumbprint === undefined) return undefined;
  return {
    ...(certificateThumbprint !== undefined && { 'x5t#S256': certificateThumbprint }),
    ...(dpopThumbprint !== undefined && { jkt: dpopThumbprint }),
  };
}

/** Revokes what was minted for a push and can never be delivered. */
export async function revokePushed(
  delivery: Delivery,
  body: string | undefined,
  context: PushContext,
): Promise<void> {
  const { record, approval, payload } = delivery;
  const text = body ?? (payload === undefined ? undefined : context.tokens.open(record.selector, payload));
  if (text === undefined || approval === undefined) return;
  const tokens = JSON.parse(text) as TokenResponse;
  if (typeof tokens.access_token !== 'string') return;
  const [client, user] = [
    await context.host.getClient(record.clientId),
    await context.host.getUser(record.sub),
  ];
  const named = client ?? { client_id: record.clientId };
  const grantee = {
    client: named,
    user: user ?? { sub: record.sub },
    // Revoking must not fail for want of the name that the client knows.
    sub: (await subjectFor(named, record.sub, context.host).catch(() => undefined)) ?? record.sub,
    cnf: boundTo(record),
    part: {},
  };
  const grant = grantOf({ record, approval }, grantee, context.comparisons);
  await context.host.revokeTokens?.(tokens, grant);
}
