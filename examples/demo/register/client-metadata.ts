import { CIBA_GRANT_TYPE } from 'express-ciba';
import { COPIED_GRANT_TYPE } from '../article.js';
import { SCOPES } from '../clients.js';

export interface ClientMetadata {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly client_name?: string;
  readonly scope: string;
  readonly grant_types: readonly string[];
  readonly token_endpoint_auth_method: string;
  readonly backchannel_token_delivery_mode: string;
}

export class InvalidClientMetadata extends Error {}

const GRANT_TYPES = [CIBA_GRANT_TYPE, 'refresh_token', 'client_credentials'];
const AUTH_METHODS = ['client_secret_post', 'client_secret_basic'];
const VISIBLE = /^[\x20-\x7E]{1,200}$/;
const READABLE = /^[^\p{C}]{1,100}$/u;

type Members = Readonly<Record<string, unknown>>;

export function validateClientMetadata(body: unknown): ClientMetadata {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('The body is a JSON object.');
  const members = body as Members;
  if (members.backchannel_user_code_parameter === true) refuse('User codes are not offered.');
  return {
    ...text(members, 'client_id', VISIBLE),
    ...text(members, 'client_secret', VISIBLE),
    ...text(members, 'client_name', READABLE),
    scope: scope(members.scope ?? SCOPES.join(' ')),
    grant_types: grantTypes(members.grant_types ?? [CIBA_GRANT_TYPE]),
    token_endpoint_auth_method: oneOf(AUTH_METHODS, members, 'token_endpoint_auth_method'),
    backchannel_token_delivery_mode: oneOf(['poll'], members, 'backchannel_token_delivery_mode'),
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

function grantTypes(value: unknown): readonly string[] {
  const types = Array.isArray(value)
    ? value.map((type) => (type === COPIED_GRANT_TYPE ? CIBA_GRANT_TYPE : type))
    : [];
  if (types.length > 0 && types.every((type) => GRANT_TYPES.includes(type)))
    return [...new Set<string>(types)];
  return refuse(`grant_types is a list of: ${GRANT_TYPES.join(', ')}.`);
}

function oneOf(offered: readonly string[], members: Members, name: string): string {
  const value = members[name] ?? offered[0];
  if (typeof value === 'string' && offered.includes(value)) return value;
  return refuse(`${name} is one of: ${offered.join(', ')}.`);
}

function refuse(problem: string): never {
  throw new InvalidClientMetadata(problem);
}
