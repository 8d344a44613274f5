import { CibaError } from '../errors.js';
import { readAuthorizationDetails } from '../parameters/authorization-details.js';
import { readResource } from '../parameters/resource.js';
import { areDetailsWithin, type Comparisons } from '../request/narrowing.js';
import type { AuthorizationDetail } from '../request/record.js';

/** What may be asked for in parts: at the token endpoint no more than was granted. RFC 8707 §2.2, RFC 9396 §6. */
export interface Part {
  readonly resource?: readonly string[];
  readonly authorization_details?: readonly AuthorizationDetail[];
}

/** The part of a grant that a token request asks for; empty where it asks for all. */
export function readPart(params: URLSearchParams): Part {
  const [resource, authorization_details] = [readResource(params), readAuthorizationDetails(params)];
  return { ...(resource && { resource }), ...(authorization_details && { authorization_details }) };
}

/** What is granted, cut down to the part that was asked for; whoever asks for more gets nothing, and loses nothing. */
export function narrowed(granted: Part, asked: Part, comparisons: Comparisons): Part {
  const { resource = granted.resource, authorization_details = granted.authorization_details } = asked;
  if (!(resource ?? []).every((each) => granted.resource?.includes(each)))
    throw new CibaError('invalid_target', 'resource was not granted.');
  if (!areDetailsWithin(authorization_details ?? [], granted.authorization_details ?? [], comparisons))
    throw new CibaError('invalid_authorization_details', 'authorization_details were not granted.');
  return { ...(resource && { resource }), ...(authorization_details && { authorization_details }) };
}
