import { CibaError } from '../../errors.js';
import type { Claims } from '../../jwt/verify.js';
import { isPlainJson } from '../../parameters/json.js';
import { isKnownParameter, isParameter } from './parameter-names.js';

/** Parameters whose claim is JSON itself; as a form they would be its text. RFC 9396 §3, FAPI-CIBA §5.3. */
const JSON_VALUED: ReadonlySet<string> = new Set(['authorization_details', 'request_context', 'claims']);

/** Claims that may be numbers. CIBA Core 1.0 §7.1.1. */
const NUMERIC: ReadonlySet<string> = new Set(['requested_expiry', 'max_age']);

/** The parameters that a signed request holds as claims, as the form they would have been. CIBA Core 1.0 §7.1.1. */
export function claimsAsForm(claims: Claims): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(claims)) {
    if (isParameter(name)) for (const text of textsOf(name, value)) params.append(name, text);
  }
  return params;
}

/** A parameter that nobody knows may be anything, and only its text is handed on. */
function textsOf(name: string, value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!isKnownParameter(name)) return [];
  if (name === 'resource' && isListOfTexts(value)) return value;
  if (NUMERIC.has(name) && typeof value === 'number') return [String(value)];
  if (JSON_VALUED.has(name) && typeof value === 'object' && value !== null && isPlainJson(value))
    return [JSON.stringify(value)];
  throw new CibaError('invalid_request', 'A claim of the signed request has the wrong type.');
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
