import type { CibaClient } from '../client/metadata.js';
import type { DetailsTypes } from '../configuration/authorization-details.js';
import { CibaError } from '../errors.js';
import { parameter } from '../http/form.js';
import type { AuthorizationDetail } from '../request/record.js';
import { isJsonObject, parseJson } from './json.js';

/** Most details of one request: each costs whoever compares or shows it. */
const MOST = 50;

/** `authorization_details`: a JSON array of objects, each with a `type`; what the types mean is the host's. RFC 9396 §2. */
export function readAuthorizationDetails(
  params: URLSearchParams,
): readonly AuthorizationDetail[] | undefined {
  const text = parameter(params, 'authorization_details');
  if (text === undefined) return undefined;
  const details = parseJson(text);
  if (!Array.isArray(details) || details.length === 0 || !details.every(isDetail))
    refuse('authorization_details must be an array of objects with a type.');
  if (details.length > MOST) refuse('authorization_details has too many members.');
  return details;
}

/** Refuses types that mean nothing here, or that the client did not register for. RFC 9396 §5, §10. */
export function requireKnownTypes(
  details: readonly AuthorizationDetail[] | undefined,
  client: CibaClient,
  types: DetailsTypes | undefined,
): void {
  const registered = registeredTypes(client);
  for (const { type } of details ?? []) {
    if (types !== undefined && !types.has(type)) refuse('A type of authorization_details is unknown.');
    if (registered !== undefined && !registered.includes(type))
      refuse('The client is not registered for a type of authorization_details.');
  }
}

/** Types that are no list, out of whatever database, allow nothing. */
function registeredTypes({ authorization_details_types }: CibaClient): readonly string[] | undefined {
  const given: unknown = authorization_details_types ?? undefined;
  return given === undefined || Array.isArray(given) ? given : [];
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return isJsonObject(value) && typeof value.type === 'string' && value.type !== '';
}

function refuse(text: string): never {
  throw new CibaError('invalid_authorization_details', text);
}
