import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import type { AuthorizationDetail } from '../../request/record.js';
import { isJsonObject, parseJson } from './json.js';

/** `authorization_details`: a JSON array of objects, each with a `type`; what the types mean is the host's. RFC 9396 §2. */
export function readAuthorizationDetails(
  params: URLSearchParams,
): readonly AuthorizationDetail[] | undefined {
  const text = parameter(params, 'authorization_details');
  if (text === undefined) return undefined;
  const details = parseJson(text);
  if (Array.isArray(details) && details.length > 0 && details.every(isDetail)) return details;
  throw new CibaError(
    'invalid_authorization_details',
    'authorization_details must be an array of objects with a type.',
  );
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return isJsonObject(value) && typeof value.type === 'string' && value.type !== '';
}
