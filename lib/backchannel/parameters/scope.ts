import type { CibaClient } from '../../client/metadata.js';
import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/** RFC 6749 §3.3: tokens of printable ASCII without `"` and `\`, separated by single spaces. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;

/** `scope`: required, with `openid`, and within what the client registered. CIBA Core 1.0 §7.1. */
export function readScope(params: URLSearchParams, client: CibaClient): readonly string[] {
  const text = parameter(params, 'scope');
  if (text === undefined) throw new CibaError('invalid_request', 'scope is required.');
  if (!SCOPE.test(text)) throw new CibaError('invalid_scope');
  const scope = [...new Set(text.split(' '))];
  if (!scope.includes('openid')) throw new CibaError('invalid_scope', 'scope must include openid.');
  const registered = registeredScope(client);
  if (registered !== undefined && !scope.every((token) => registered.includes(token))) {
    throw new CibaError('invalid_scope', 'The client is not registered for this scope.');
  }
  return scope;
}

/** A scope that is no text, out of whatever database, allows nothing. */
function registeredScope({ scope }: CibaClient): readonly string[] | undefined {
  const given: unknown = scope ?? undefined;
  if (given === undefined) return undefined;
  return typeof given === 'string' ? given.split(' ') : [];
}
