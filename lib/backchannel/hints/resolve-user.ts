import type { EndUser, UserHint } from '../../adapter.js';
import type { CibaClient } from '../../client/metadata.js';
import { CibaError, isCibaError } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { HostError } from '../../host/host-error.js';
import type { RequestedValues } from '../../request/record.js';
import type { DecoyOf } from './decoy-of.js';
import { type IdTokenHintContext, UnknownPseudonym, verifiedIdTokenHint } from './id-token-hint.js';
import type { VerifyLoginHintToken } from './login-hint-token.js';

/** What hints are verified by. */
export interface HintVerifiers {
  readonly idTokenHint: IdTokenHintContext;
  /** Undefined where `login_hint_token`s are the host's to judge. */
  readonly loginHintToken: VerifyLoginHintToken | undefined;
}

/** The request that a hint came with. */
export interface HintedRequest {
  readonly values: Pick<RequestedValues, 'scope' | 'acrValues'>;
  readonly params: URLSearchParams;
  readonly client: CibaClient;
}

/** What taking a hint to the host needs. */
export interface ResolveUserContext {
  readonly host: Pick<Host, 'resolveUser'>;
  readonly hints: HintVerifiers;
  readonly config: { readonly decoyOf: DecoyOf | undefined };
}

/** The user whom a hint means, or where there is none, who is taken for them. */
export interface Resolved {
  readonly user: EndUser;
  readonly isDecoy: boolean;
}

/** The user whom a hint means: what is signed is verified first, then the host looks for them. CIBA Core 1.0 §7.2. */
export async function resolveUser(
  given: UserHint,
  { values, params, client }: HintedRequest,
  { host, hints, config: { decoyOf } }: ResolveUserContext,
): Promise<Resolved> {
  const nobody = (hint: UserHint, refusal: CibaError): Resolved => {
    if (decoyOf === undefined) throw refusal;
    return { user: { sub: decoyOf(hint, params) }, isDecoy: true };
  };
  const hint = await verifiedHint(given, client, hints);
  if (hint instanceof UnknownPseudonym) return nobody({ sub: hint.pseudonym }, hint);
  const looking = host.resolveUser(hint, {
    client,
    scope: values.scope,
    ...(values.acrValues && { acr_values: values.acrValues }),
    params: withoutCredentials(params),
  });
  const user = await looking.catch((error: unknown) =>
    isUnknownUser(error) ? error : Promise.reject(error),
  );
  if (isCibaError(user)) return nobody(hint, user);
  return user === undefined
    ? nobody(hint, new CibaError('unknown_user_id'))
    : { user: requireNamed(user, hint), isDecoy: false };
}

function requireNamed(user: EndUser, hint: UserHint): EndUser {
  if (hint.sub !== undefined && user.sub !== hint.sub)
    throw new HostError('resolveUser', 'it answered with another user than the one whom the hint names');
  return user;
}

/** However the host says so. */
function isUnknownUser(refusal: unknown): refusal is CibaError {
  return isCibaError(refusal) && refusal.error === 'unknown_user_id';
}

async function verifiedHint(
  hint: UserHint,
  client: CibaClient,
  by: HintVerifiers,
): Promise<UserHint | UnknownPseudonym> {
  const { id_token_hint, login_hint_token } = hint;
  if (id_token_hint !== undefined) {
    const sub = await verifiedIdTokenHint(id_token_hint, client, by.idTokenHint).catch(unknownPseudonym);
    if (sub instanceof UnknownPseudonym) return sub;
    return { ...hint, ...(sub !== undefined && { sub }) };
  }
  if (login_hint_token === undefined || by.loginHintToken === undefined) return hint;
  return { ...hint, ...(await by.loginHintToken(login_hint_token)) };
}

/** Whether a pseudonym is known tells of the account; whatever else is wrong with a hint tells of the hint alone. */
function unknownPseudonym(error: unknown): UnknownPseudonym {
  if (error instanceof UnknownPseudonym) return error;
  throw error;
}

function withoutCredentials(params: URLSearchParams): URLSearchParams {
  const shown = new URLSearchParams(params);
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) shown.delete(name);
  return shown;
}
