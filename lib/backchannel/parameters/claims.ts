import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import { isJsonObject, parseJson } from '../../parameters/json.js';
import type { JsonObject } from '../../request/record.js';

/** Where claims may be asked for. OpenID Connect Core 1.0 §5.5. */
const PLACES = ['id_token', 'userinfo'];

/** `claims`: a JSON object that asks for claims by place; what a claim means is the host's. OpenID Connect Core 1.0 §5.5. */
export function readClaims(params: URLSearchParams): JsonObject | undefined {
  const text = parameter(params, 'claims');
  if (text === undefined) return undefined;
  const claims = parseJson(text);
  if (isJsonObject(claims) && PLACES.every((place) => isRequest(claims[place]))) return claims;
  throw new CibaError('invalid_request', 'claims must be a JSON object of requests for claims.');
}

/** Each claim is asked for by null or by an object; `verified_claims` by several at once, too. OpenID Connect for Identity Assurance §6. */
function isRequest(place: unknown): boolean {
  if (place === undefined) return true;
  return isJsonObject(place) && Object.entries(place).every(isClaim);
}

function isClaim([name, asked]: readonly [string, unknown]): boolean {
  if (name === 'acr') return asked === null || (isJsonObject(asked) && isAcr(asked));
  return asked === null || isJsonObject(asked) || (name === 'verified_claims' && Array.isArray(asked));
}

/** An `acr` is held to: what it asks for must be readable. OpenID Connect Core 1.0 §5.5.1.1. */
function isAcr({ essential, value, values }: JsonObject): boolean {
  const flag = essential === undefined || typeof essential === 'boolean';
  const one = value === undefined || isText(value);
  return (
    flag &&
    one &&
    (values === undefined || (Array.isArray(values) && values.length > 0 && values.every(isText)))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
