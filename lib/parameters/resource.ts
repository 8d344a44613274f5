import { CibaError } from '../errors.js';
import { parameters } from '../http/form.js';

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[\x21-\x7E]+$/i;
const MOST = 10;

/** `resource`: any number of absolute URIs without fragment. RFC 8707 §2. */
export function readResource(params: URLSearchParams): readonly string[] | undefined {
  const resource = parameters(params, 'resource');
  if (resource.length === 0) return undefined;
  if (resource.length > MOST) throw new CibaError('invalid_target', 'Too many resources.');
  if (!resource.every(isAbsoluteUri))
    throw new CibaError('invalid_target', 'resource must be an absolute URI.');
  return [...new Set(resource)];
}

function isAbsoluteUri(text: string): boolean {
  return ABSOLUTE.test(text) && !text.includes('#') && URL.canParse(text);
}
