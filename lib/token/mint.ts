import type { CibaGrant, EndUser, TokenResponse } from '../adapter.js';
import type { Confirmation } from '../client/key-binding/certificate.js';
import type { CibaClient } from '../client/metadata.js';
import { subjectFor } from '../client/pairwise/subject-for.js';
import { beforeDeadline, DeadlineError } from '../deadline.js';
import { CibaError, isCibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Host } from '../host/host.js';
import type { SerializedJson } from '../http/handler.js';
import type { Logger } from '../logger.js';
import type { Comparisons } from '../request/narrowing.js';
import type { CibaStore, Claim } from '../request/store.js';
import { commitWhileHeld } from './commit.js';
import { grantOf, type Ready } from './grant.js';
import type { IdTokenSigner } from './id-token.js';
import { MintFault } from './mint-fault.js';
import type { Part } from './narrower.js';
import { serialized, tokenResponse } from './token-response.js';

/** What minting needs. */
export interface MintContext {
  readonly host: Pick<Host, 'getUser' | 'issueTokens' | 'revokeTokens' | 'revalidate' | 'pairwise'>;
  readonly store: CibaStore;
  readonly signer: IdTokenSigner;
  readonly logger: Logger;
  readonly emit: Emit;
  readonly comparisons: Comparisons;
  readonly config: { readonly claimLease: number; readonly callbackTimeout: number };
}

/** Who polls. */
export interface MintRequest {
  readonly client: CibaClient;
  /** What its tokens are to be bound to. */
  readonly cnf: Confirmation | undefined;
  readonly isGone: () => boolean;
  /** The part of the grant that it asks for. */
  readonly part: Part;
  /** For push: whom the tokens name, and how they are kept until they are delivered. */
  readonly push?: { readonly authReqId: string; readonly seal: (body: string) => string };
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
  const payload = request.push?.seal(body.text);
  const outcome = await commitWhileHeld(ready.claim, leaseEnds, context, payload);
  if (outcome === 'committed') return body;
  // Tokens that may have been kept for a push may yet be sent.
  if (outcome === 'lost' || payload === undefined) await revoke(response, grant, context);
  throw new CibaError('temporarily_unavailable');
}

/** Mints within one deadline for all callbacks together; what comes too late, or for a client that hung up, is revoked. */
async function mintInTime(ready: Ready, request: MintRequest, context: MintContext): Promise<Minted> {
  const { callbackTimeout, claimLease } = context.config;
  // Each callback has a deadline of its own; together they must leave time to commit within the lease.
  const seconds = (callbackTimeout + claimLease) / 2;
  const making = makeTokens(ready, request, context);
  try {
    const minted = await beforeDeadline(making, seconds, 'minting');
    if (!request.isGone()) return minted;
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

async function makeTokens(ready: Ready, request: MintRequest, context: MintContext): Promise<Minted> {
  const { client, cnf } = request;
  requireSameKey(ready.record, cnf);
  const user = await context.host.getUser(ready.record.sub);
  if (user === undefined) throw new CibaError('invalid_grant');
  const sub = await subjectFor(client, user.sub, context.host);
  if (sub === undefined) throw new MintFault('a pairwise client does not prove its sector');
  const grant = grantOf(ready, { user, sub, ...request }, context.comparisons);
  await requireStillRight({ client, user, ...ready }, context);
  const issued = await context.host.issueTokens(grant);
  try {
    const response = await tokenResponse(issued, grant, context);
    const { auth_req_id } = grant;
    return { response, body: serialized({ ...response, ...(auth_req_id && { auth_req_id }) }), grant };
  } catch (error) {
    await revoke(issued, grant, context);
    throw error;
  }
}

/** The account may have been disabled since the user approved. */
async function requireStillRight(
  { record, approval, client, user }: Ready & { readonly client: CibaClient; readonly user: EndUser },
  { host, emit }: MintContext,
): Promise<void> {
  const { decidedAt: _decidedAt, ...content } = approval;
  const outcome = await host.revalidate?.(user, client, 'redemption', content);
  if (outcome === undefined || outcome === 'accepted') return;
  const { selector, clientId: client_id, sub } = record;
  emit('refused', { selector, client_id, sub, phase: 'redemption', outcome });
  throw new CibaError('access_denied');
}

/** Whoever asked with a proof of a key redeems with that key. RFC 9449 §10. */
function requireSameKey({ dpopThumbprint }: Ready['record'], cnf: Confirmation | undefined): void {
  if (dpopThumbprint === undefined || dpopThumbprint === cnf?.jkt) return;
  throw new CibaError(
    'invalid_grant',
    'The key of the DPoP proof is not that of the authentication request.',
  );
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

/** Nothing that was minted and will not be sent stays valid, as far as the host can help it. */
async function revoke(issued: TokenResponse, grant: CibaGrant, { host, logger }: MintContext): Promise<void> {
  if (typeof issued?.access_token !== 'string') return;
  await host
    .revokeTokens?.(issued, grant)
    .catch((error: unknown) => logger.error(error, 'revokeTokens failed'));
}
