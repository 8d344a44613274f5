import { CIBA_GRANT_TYPE, type Ciba, CibaError } from 'express-ciba';
import { COPIED_GRANT_TYPE } from '../article.js';
import { SCOPES } from '../clients.js';
import type { User } from '../users.js';

export interface ClientMetadata {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly client_name?: string;
  readonly scope: string;
  readonly grant_types: readonly string[];
  readonly token_endpoint_auth_method: string;
  readonly backchannel_token_delivery_mode: string;
  readonly backchannel_client_notification_endpoint?: string;
}

const GRANT_TYPES = [CIBA_GRANT_TYPE, 'refresh_token', 'client_credentials'];
const VISIBLE = /^[\x20-\x7E]{1,200}$/;
const READABLE = /^[^\p{C}]{1,100}$/u;

type Members = Readonly<Record<string, unknown>>;

/** What the demo registers of a body: judged by the package, after the demo's own defaults, and by the demo's own offer. */
export function clientMetadata(
  body: unknown,
  ciba: Pick<Ciba<User>, 'validateClientMetadata'>,
): ClientMetadata {
  const registered = ciba.validateClientMetadata(withDemoDefaults(body));
  const { grant_types, token_endpoint_auth_method, backchannel_token_delivery_mode } = registered;
  return {
    // The package leaves these two to the host; this one lets clients choose them.
    ...text(body as Members, 'client_id', VISIBLE),
    ...text(body as Members, 'client_secret', VISIBLE),
    ...text(registered, 'client_name', READABLE),
    ...text(registered, 'backchannel_client_notification_endpoint', VISIBLE),
    scope: scope(registered.scope ?? SCOPES.join(' ')),
    grant_types: grantTypes(grant_types as readonly string[]),
    token_endpoint_auth_method: String(token_endpoint_auth_method),
    backchannel_token_delivery_mode: String(backchannel_token_delivery_mode),
  };
}

/** The article knows neither delivery modes nor the real grant type, and sends its secret in the form. */
function withDemoDefaults(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { grant_types = [CIBA_GRANT_TYPE], ...given } = body as Members;
  return {
    backchannel_token_delivery_mode: 'poll',
    token_endpoint_auth_method: 'client_secret_post',
    ...given,
    grant_types: Array.isArray(grant_types)
      ? grant_types.map((type) => (type === COPIED_GRANT_TYPE ? CIBA_GRANT_TYPE : type))
      : grant_types,
  };
}

function text(members: Members, name: string, form: RegExp): Record<string, string> {
  const value = members[name];
  if (value === undefined) return {};
  if (typeof value === 'string' && form.test(value)) return { [name]: value };
  return refuse(`${name} is printable text.`);
}

function scope(value: unknown): string {
  const known: readonly string[] = SCOPES;
  if (typeof value === 'string' && value.split(' ').every((token) => known.includes(token))) return value;
  return refuse(`scope is made of: ${SCOPES.join(', ')}.`);
}

function grantTypes(types: readonly string[]): readonly string[] {
  if (types.every((type) => GRANT_TYPES.includes(type))) return [...new Set(types)];
  return refuse(`grant_types is a list of: ${GRANT_TYPES.join(', ')}.`);
}

/** Refuses in the words of RFC 7591 §3.2.2. */
export function refuse(problem: string): never {
  throw new CibaError('invalid_client_metadata', problem, { status: 400 });
}
