import type { CibaClient } from '../client/metadata.js';
import type { DetailsTypes } from '../configuration/authorization-details.js';
import { CibaError } from '../errors.js';
import type { Host } from '../host/host.js';
import { readAuthorizationDetails, requireKnownTypes } from '../parameters/authorization-details.js';
import { refuseOversized } from '../parameters/limits.js';
import { readResource } from '../parameters/resource.js';
import { areDetailsWithin, type Comparisons } from '../request/narrowing.js';
import type { AuthorizationDetail } from '../request/record.js';

/** What may be asked for in parts: at the token endpoint no more than was granted. RFC 8707 §2.2, RFC 9396 §6. */
export interface Part {
  readonly resource?: readonly string[];
  readonly authorization_details?: readonly AuthorizationDetail[];
}

/** What judging a part needs. */
export interface PartContext {
  readonly host: Pick<Host, 'validateDetail'>;
  readonly config: { readonly authorizationDetails: DetailsTypes | undefined };
}

/** The part of a grant that a token request asks for, judged as it would be at the backchannel endpoint; empty where it asks for all. */
export async function readPart(
  params: URLSearchParams,
  client: CibaClient,
  { host, config }: PartContext,
): Promise<Part> {
  refuseOversized(params, ['resource', 'authorization_details']);
  const [resource, details] = [readResource(params), readAuthorizationDetails(params)];
  requireKnownTypes(details, client, config.authorizationDetails);
  await Promise.all((details ?? []).map((detail) => host.validateDetail(detail, client)));
  return { ...(resource && { resource }), ...(details && { authorization_details: details }) };
}

/** What is granted, cut down to the part that was asked for; whoever asks for more gets nothing, and loses nothing. */
export function narrowed(granted: Part, asked: Part, comparisons: Comparisons): Part {
  const { resource = granted.resource, authorization_details = granted.authorization_details } = asked;
  if (!(resource ?? []).every((each) => granted.resource?.includes(each)))
    throw new CibaError('invalid_target', 'resource was not granted.');
  if (
    authorization_details !== granted.authorization_details &&
    !areDetailsWithin(authorization_details ?? [], granted.authorization_details ?? [], comparisons)
  )
    throw new CibaError('invalid_authorization_details', 'authorization_details were not granted.');
  return { ...(resource && { resource }), ...(authorization_details && { authorization_details }) };
}
