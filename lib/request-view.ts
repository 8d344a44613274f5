import type { AuthenticationRequest, EndUser, ProposedRequest } from './adapter.js';
import { type CibaClient, clientView } from './client/metadata.js';
import { formatId } from './request/ids.js';
import { shownMatching } from './request/number-matching.js';
import type { DeliveryMode, RequestedValues, RequestRecord, RequestState } from './request/record.js';
import { askedBeside } from './request/registered-names.js';

/** What is asked for, in the registered names, as callbacks and approval pages see it. */
export function proposedRequest(
  values: RequestedValues,
  client: CibaClient,
  user: EndUser,
  deliveryMode: DeliveryMode,
): ProposedRequest {
  const { authorizationDetails, resource } = values;
  return {
    client: clientView(client),
    user,
    deliveryMode,
    scope: values.scope,
    ...(authorizationDetails && { authorization_details: authorizationDetails }),
    ...(resource && { resource }),
    ...askedBeside(values),
  };
}

/** A stored request as approval pages see it. */
export function authenticationRequest(
  record: RequestRecord,
  state: RequestState,
  client: CibaClient,
  user: EndUser,
): AuthenticationRequest {
  return {
    id: formatId({ selector: record.selector, secret: record.approvalSecret }),
    state,
    ...proposedRequest(record, client, user, record.deliveryMode),
    ...(state === 'pending' &&
      record.numberMatching && { number_matching: shownMatching(record.numberMatching) }),
    createdAt: new Date(record.receivedAt),
    expiresAt: new Date(record.expiresAt),
  };
}
