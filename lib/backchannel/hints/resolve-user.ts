import type { EndUser, UserHint } from '../../adapter.js';
import type { CibaClient } from '../../client/metadata.js';
import { CibaError } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { HostError } from '../../host/host-error.js';
import type { RequestedValues } from '../../request/record.js';
import { type IdTokenHintContext, verifiedIdTokenHint } from './id-token-hint.js';
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
}

/** The user whom a hint means: what is signed is verified first, then the host looks for them. CIBA Core 1.0 §7.2. */
export async function resolveUser(
  given: UserHint,
  { values, params, client }: HintedRequest,
  { host, hints }: ResolveUserContext,
): Promise<EndUser> {
  const hint = await verifiedHint(given, client, hints);
  const user = await host.resolveUser(hint, {
    client,
    scope: values.scope,
    ...(values.acrValues && { acr_values: values.acrValues }),
    params: withoutCredentials(params),
  });
  if (user === undefined) throw new CibaError('unknown_user_id');
  if (hint.sub !== undefined && user.sub !== hint.sub)
    throw new HostError('resolveUser', 'it answered with another user than the one whom the hint names');
  return user;
}

async function verifiedHint(hint: UserHint, client: CibaClient, by: HintVerifiers): Promise<UserHint> {
  const { id_token_hint, login_hint_token } = hint;
  if (id_token_hint !== undefined) {
    const sub = await verifiedIdTokenHint(id_token_hint, client, by.idTokenHint);
    return { ...hint, ...(sub !== undefined && { sub }) };
  }
  if (login_hint_token === undefined || by.loginHintToken === undefined) return hint;
  return { ...hint, ...(await by.loginHintToken(login_hint_token)) };
}

function withoutCredentials(params: URLSearchParams): URLSearchParams {
  const shown = new URLSearchParams(params);
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) shown.delete(name);
  return shown;
}
