import type { CibaGrant, EndUser } from '../adapter.js';
import type { Confirmation } from '../client/certificate.js';
import type { CibaClient } from '../client/metadata.js';
import { requireNarrowing } from '../request/narrowing.js';
import type { ApprovalContent, RequestedValues } from '../request/record.js';
import type { PollOutcome } from '../request/store.js';
import { MintFault } from './mint-fault.js';

/** An approval that this process holds the claim of. */
export type Ready = Extract<PollOutcome, { status: 'ready' }>;

/** To whom tokens go, and what they are bound to. */
export interface Grantee {
  readonly client: CibaClient;
  readonly cnf: Confirmation | undefined;
  readonly push?: { readonly authReqId: string };
}

/** What is granted: the approval's own values, or else what was requested. */
export function grantOf(
  { record, approval }: Pick<Ready, 'record' | 'approval'>,
  { client, cnf, push }: Grantee,
  user: EndUser,
): CibaGrant {
  const details = approval.authorization_details ?? record.authorizationDetails;
  const scope = approval.scope ?? record.scope;
  requireNothingMore({ scope, ...(details && { authorization_details: details }) }, record);
  return {
    client,
    user,
    scope,
    auth_time: approval.auth_time ?? Math.floor(approval.decidedAt / 1000),
    ...(approval.acr !== undefined && { acr: approval.acr }),
    ...(approval.amr && { amr: approval.amr }),
    ...(details && { authorization_details: details }),
    ...(record.resource && { resource: record.resource }),
    ...(cnf && { cnf }),
    ...(push && { auth_req_id: push.authReqId }),
    deliveryMode: record.deliveryMode,
  };
}

/** Whatever the store says was approved: nothing beyond the request is ever issued. */
function requireNothingMore(granted: ApprovalContent, requested: RequestedValues): void {
  try {
    requireNarrowing(granted, requested);
  } catch {
    throw new MintFault('the stored approval grants more than was requested');
  }
}
