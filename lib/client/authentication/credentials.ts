import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import type { FormRequest } from '../../http/handler.js';
import { unverifiedClaims } from '../../jwt/verify.js';
import { parseBasic } from './basic.js';

/** How the client shows who it is; exactly one mechanism a request. RFC 6749 §2.3. */
export type Credentials =
  | SecretCredentials
  | { readonly mechanism: 'assertion'; readonly id: string; readonly assertion: string }
  /** Its identifier alone: what proves it is the certificate of the connection. RFC 8705 §2. */
  | { readonly mechanism: 'certificate'; readonly id: string };

/** A secret, with a second reading of it where clients differ in how they encode one. */
export interface SecretCredentials {
  readonly mechanism: 'client_secret_basic' | 'client_secret_post';
  readonly id: string;
  readonly secrets: readonly string[];
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Longest identifier or secret that is looked at, in characters. */
const LONGEST = 1024;

/** RFC 6749 Appendix A.1. */
const PRINTABLE = /^[\x20-\x7E]+$/;

/**
 * Reads the one mechanism a request uses; undefined where there is none, or none that names a client.
 *
 * Two mechanisms, or a header that is no Basic at all, are `invalid_request`.
 */
export function credentialsOf({ params, authorization }: FormRequest): Credentials | undefined {
  const id = parameter(params, 'client_id');
  const secret = parameter(params, 'client_secret');
  const asserted = ['client_assertion', 'client_assertion_type'].some((name) => params.get(name));
  const mechanisms = [authorization !== undefined, secret !== undefined, asserted].filter(Boolean).length;
  if (mechanisms > 1)
    throw new CibaError('invalid_request', 'More than one client authentication mechanism was used.');
  if (authorization !== undefined) return basic(authorization, id);
  if (asserted) return assertion(params, id);
  if (id === undefined || !isIdentifier(id)) return undefined;
  if (secret === undefined) return { mechanism: 'certificate', id };
  return isSecret(secret) ? { mechanism: 'client_secret_post', id, secrets: [secret] } : undefined;
}

function basic(authorization: string, alsoNamed: string | undefined): Credentials | undefined {
  if (!/^basic(?: |$)/i.test(authorization)) return undefined;
  const candidates = parseBasic(authorization);
  const [first] = candidates ?? [];
  if (candidates === undefined || first === undefined)
    throw new CibaError('invalid_request', 'The Authorization header is malformed.');
  const { id } = first;
  const secrets = candidates.map(({ secret }) => secret);
  if (!isIdentifier(id) || !secrets.every(isSecret) || (alsoNamed ?? id) !== id) return undefined;
  return { mechanism: 'client_secret_basic', id, secrets };
}

/** Whose assertion it is can only be read off itself, unverified; a `client_id` beside it must say the same. RFC 7521 §4.2. */
function assertion(params: URLSearchParams, alsoNamed: string | undefined): Credentials | undefined {
  const shown = parameter(params, 'client_assertion');
  if (shown === undefined || params.get('client_assertion_type') !== JWT_BEARER) return undefined;
  const { sub: id } = unverifiedClaims(shown);
  if (typeof id !== 'string' || !isIdentifier(id) || (alsoNamed ?? id) !== id) return undefined;
  return { mechanism: 'assertion', id, assertion: shown };
}

function isIdentifier(id: string): boolean {
  return id.length <= LONGEST && PRINTABLE.test(id);
}

/** Many models skip the check of an empty secret: it must not reach them. */
function isSecret(secret: string): boolean {
  return secret !== '' && secret.length <= LONGEST;
}
