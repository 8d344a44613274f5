import type { CibaGrant, EndUser, TokenResponse } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { CibaError, isCibaError } from '../errors.js';
import type { Host } from '../host.js';
import { SerializedJson } from '../http/handler.js';
import type { Logger } from '../logger.js';
import type { CibaStore, Claim, PollOutcome } from '../request/store.js';
import type { IdTokenSigner } from './id-token.js';
import { MintFault, tokenResponse } from './token-response.js';

/** An approval that this process holds the claim of. */
export type Ready = Extract<PollOutcome, { status: 'ready' }>;

/** What minting needs. */
export interface MintContext {
  readonly host: Pick<Host, 'getUser' | 'issueTokens' | 'revokeTokens'>;
  readonly store: CibaStore;
  readonly signer: IdTokenSigner;
  readonly logger: Logger;
  readonly config: { readonly claimLease: number };
}

/** Mints under a claim, then commits, then hands the tokens out: so one approval never yields two token sets. */
export async function mint(ready: Ready, client: CibaClient, context: MintContext): Promise<SerializedJson> {
  const leaseEnds = performance.now() + context.config.claimLease * 1000;
  const { tokens, grant } = await makeTokens(ready, client, context).catch(async (error) => {
    await giveBack(ready.claim, context);
    throw asRefusal(error);
  });
  const committed = await commitWhileHeld(ready.claim, leaseEnds, context);
  if (committed) return tokens.body;
  await revoke(tokens.response, grant, context);
  throw new CibaError('temporarily_unavailable');
}

/** A response and its text: what cannot be written must fail before the commit. */
interface Minted {
  readonly tokens: { readonly response: TokenResponse; readonly body: SerializedJson };
  readonly grant: CibaGrant;
}

async function makeTokens(ready: Ready, client: CibaClient, { host, signer }: MintContext): Promise<Minted> {
  const user = await host.getUser(ready.record.sub);
  if (user === undefined) throw new CibaError('invalid_grant');
  const grant = grantOf(ready, client, user);
  const response = await tokenResponse(await host.issueTokens(grant), grant, signer);
  return { tokens: { response, body: new SerializedJson(response) }, grant };
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

async function revoke(tokens: TokenResponse, grant: CibaGrant, { host, logger }: MintContext): Promise<void> {
  await host
    .revokeTokens?.(tokens, grant)
    .catch((error: unknown) => logger.error(error, 'revokeTokens failed'));
}
