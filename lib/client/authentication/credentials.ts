import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import type { FormRequest } from '../../http/handler.js';
import { type BasicCredentials, parseBasic } from './basic.js';

/** How the client shows who it is; exactly one mechanism a request. RFC 6749 §2.3. */
export type Credentials =
  | {
      readonly method: 'client_secret_basic';
      readonly candidates: readonly BasicCredentials[];
      readonly alsoNamed?: string;
    }
  | { readonly method: 'client_secret_post'; readonly candidates: readonly BasicCredentials[] }
  /** Something this server does not take, or nothing at all. */
  | { readonly method: 'unsupported' };

const ASSERTION = ['client_assertion', 'client_assertion_type'];

/** Reads the one mechanism a request uses; two of them, or a header that is no Basic at all, are `invalid_request`. */
export function credentialsOf({ params, authorization }: FormRequest): Credentials {
  const id = parameter(params, 'client_id');
  const secret = parameter(params, 'client_secret');
  const assertion = ASSERTION.some((name) => parameter(params, name) !== undefined);
  const mechanisms = [authorization !== undefined, secret !== undefined, assertion].filter(Boolean).length;
  if (mechanisms > 1)
    throw new CibaError('invalid_request', 'More than one client authentication mechanism was used.');
  if (authorization !== undefined) return basic(authorization, id);
  if (id === undefined || secret === undefined) return { method: 'unsupported' };
  return { method: 'client_secret_post', candidates: [{ id, secret }] };
}

function basic(authorization: string, alsoNamed: string | undefined): Credentials {
  if (!/^basic(?: |$)/i.test(authorization)) return { method: 'unsupported' };
  const candidates = parseBasic(authorization);
  if (candidates === undefined)
    throw new CibaError('invalid_request', 'The Authorization header is malformed.');
  return { method: 'client_secret_basic', candidates, ...(alsoNamed !== undefined && { alsoNamed }) };
}
