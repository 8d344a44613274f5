import type { CibaGrant, EndUser, TokenResponse } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { beforeDeadline, DeadlineError } from '../deadline.js';
import { CibaError, isCibaError } from '../errors.js';
import type { Host } from '../host.js';
import type { SerializedJson } from '../http/handler.js';
import type { Logger } from '../logger.js';
import { requireNarrowing } from '../request/narrowing.js';
import type { CibaStore, Claim, PollOutcome } from '../request/store.js';
import type { IdTokenSigner } from './id-token.js';
import { MintFault, serialized, tokenResponse } from './token-response.js';

/** An approval that this process holds the claim of. */
export type Ready = Extract<PollOutcome, { status: 'ready' }>;

/** What minting needs. */
export interface MintContext {
  readonly host: Pick<Host, 'getUser' | 'issueTokens' | 'revokeTokens'>;
  readonly store: CibaStore;
  readonly signer: IdTokenSigner;
  readonly logger: Logger;
  readonly config: { readonly claimLease: number; readonly callbackTimeout: number };
}

/** Who polls. */
export interface MintRequest {
  readonly client: CibaClient;
  readonly isGone: () => boolean;
}

/** Mints under a claim, then commits, then hands the tokens out: so one approval never yields two token sets. */
export async function mint(
  ready: Ready,
  request: MintRequest,
  context: MintContext,
): Promise<SerializedJson> {
  const leaseEnds = performance.now() + context.config.claimLease * 1000;
  const { response, body, grant } = await mintInTime(ready, request, context).catch(async (error) => {
    await giveBack(ready.claim, context);
    throw asRefusal(error);
  });
  if (await commitWhileHeld(ready.claim, leaseEnds, context)) return body;
  await revoke(response, grant, context);
  throw new CibaError('temporarily_unavailable');
}

/** Mints within one deadline for all callbacks together; what comes too late, or for a client that hung up, is revoked. */
async function mintInTime(
  ready: Ready,
  { client, isGone }: MintRequest,
  context: MintContext,
): Promise<Minted> {
  const { callbackTimeout, claimLease } = context.config;
  // Each callback has a deadline of its own; together they must leave time to commit within the lease.
  const seconds = (callbackTimeout + claimLease) / 2;
  const making = makeTokens(ready, client, context);
  try {
    const minted = await beforeDeadline(making, seconds, 'minting');
    if (!isGone()) return minted;
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    making.then(({ response, grant }) => revoke(response, grant, context)).catch(() => undefined);
    throw error;
  }
  const { response, grant } = await making;
  await revoke(response, grant, context);
  throw new CibaError('temporarily_unavailable', 'The client has hung up.');
}

/** A response and its text: what cannot be written must fail before the commit. */
interface Minted {
  readonly response: TokenResponse;
  readonly body: SerializedJson;
  readonly grant: CibaGrant;
}

async function makeTokens(ready: Ready, client: CibaClient, context: MintContext): Promise<Minted> {
  const user = await context.host.getUser(ready.record.sub);
  if (user === undefined) throw new CibaError('invalid_grant');
  const grant = grantOf(ready, client, user);
  requireNothingMore(grant, ready);
  const issued = await context.host.issueTokens(grant);
  try {
    const response = await tokenResponse(issued, grant, context.signer);
    return { response, body: serialized(response), grant };
  } catch (error) {
    await revoke(issued, grant, context);
    throw error;
  }
}

/** What is granted: the approval's own values, or else what was requested. */
function grantOf({ record, approval }: Ready, client: CibaClient, user: EndUser): CibaGrant {
  const details = approval.authorization_details ?? record.authorizationDetails;
  return {
    client,
    user,
    scope: approval.scope ?? record.scope,
    auth_time: approval.auth_time ?? Math.floor(approval.decidedAt / 1000),
    ...(approval.acr !== undefined && { acr: approval.acr }),
    ...(approval.amr && { amr: approval.amr }),
    ...(details && { authorization_details: details }),
    ...(record.resource && { resource: record.resource }),
    deliveryMode: record.deliveryMode,
  };
}

/** Whatever the store says was approved: nothing beyond the request is ever issued. */
function requireNothingMore({ scope, authorization_details }: CibaGrant, { record }: Ready): void {
  try {
    requireNarrowing({ scope, ...(authorization_details && { authorization_details }) }, record);
  } catch {
    throw new MintFault('the stored approval grants more than was requested');
  }
}

/** A refusal or a fault of the set-up stays what it is; a mint that failed may work the next time: 503 keeps clients polling. */
function asRefusal(error: unknown): unknown {
  if (isCibaError(error) || error instanceof MintFault) return error;
  return new CibaError('temporarily_unavailable', undefined, { cause: error });
}

/** A claim that cannot be given back runs out by itself. */
async function giveBack(claim: Claim, { store, logger }: MintContext): Promise<void> {
  await store
    .release(claim)
    .catch((error: unknown) => logger.error(error, 'a claim could not be given back'));
}

/** Commits; an unanswered commit is tried again with the same claim until its lease ends. */
async function commitWhileHeld(
  claim: Claim,
  leaseEnds: number,
  { store, logger }: MintContext,
): Promise<boolean> {
  for (;;) {
    try {
      return (await store.commit(claim)) === 'committed';
    } catch (error) {
      logger.error(error, 'a commit was not answered');
      if (performance.now() + RETRY_MS >= leaseEnds) return false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

const RETRY_MS = 200;

/** Nothing that was minted and will not be sent stays valid, as far as the host can help it. */
async function revoke(issued: TokenResponse, grant: CibaGrant, { host, logger }: MintContext): Promise<void> {
  if (typeof issued?.access_token !== 'string') return;
  await host
    .revokeTokens?.(issued, grant)
    .catch((error: unknown) => logger.error(error, 'revokeTokens failed'));
}
