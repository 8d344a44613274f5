import type { CibaGrant, EndUser } from '../adapter.js';
import type { Confirmation } from '../client/key-binding/certificate.js';
import type { CibaClient } from '../client/metadata.js';
import { CibaError } from '../errors.js';
import { meetsDemands } from '../request/demands.js';
import { type Comparisons, requireNarrowing } from '../request/narrowing.js';
import type { ApprovalContent, RequestedValues } from '../request/record.js';
import { askedBeside } from '../request/registered-names.js';
import type { PollOutcome } from '../request/store.js';
import { MintFault } from './mint-fault.js';
import { narrowed, type Part } from './narrower.js';

/** Seconds by which the store's clock may be ahead of that by which the approval was judged. */
const CLOCKS_APART = 60;

/** An approval that this process holds the claim of. */
export type Ready = Extract<PollOutcome, { status: 'ready' }>;

/** To whom tokens go, and what they are bound to. */
export interface Grantee {
  readonly client: CibaClient;
  readonly cnf: Confirmation | undefined;
  readonly user: EndUser;
  /** The user as the client knows them. */
  readonly sub: string;
  /** The part of the grant that the token request asks for. */
  readonly part: Part;
  readonly push?: { readonly authReqId: string };
}

/** What is granted: the approval's own values, or else what was requested, and of it the part that is asked for. */
export function grantOf(
  { record, approval }: Pick<Ready, 'record' | 'approval'>,
  { client, cnf, user, sub, part, push }: Grantee,
  comparisons: Comparisons,
): CibaGrant {
  const details = approval.authorization_details ?? record.authorizationDetails;
  const scope = approval.scope ?? record.scope;
  const granted = { ...(details && { authorization_details: details }) };
  requireNothingMore({ scope, ...granted }, record, comparisons);
  if (!meetsDemands(record, approval, { decidedAt: approval.decidedAt, skew: CLOCKS_APART }))
    throw new CibaError('access_denied', 'The user did not authenticate as the client demands.');
  const whole = { ...granted, ...(record.resource && { resource: record.resource }) };
  return {
    client,
    user,
    sub,
    scope,
    auth_time: approval.auth_time ?? Math.floor(approval.decidedAt / 1000),
    ...(approval.acr !== undefined && { acr: approval.acr }),
    ...(approval.amr && { amr: approval.amr }),
    ...narrowed(whole, part, comparisons),
    ...askedBeside(record),
    ...(cnf && { cnf }),
    ...(push && { auth_req_id: push.authReqId }),
    deliveryMode: record.deliveryMode,
  };
}

/** Whatever the store says was approved: nothing beyond the request is ever issued. */
function requireNothingMore(
  granted: ApprovalContent,
  requested: RequestedValues,
  comparisons: Comparisons,
): void {
  try {
    requireNarrowing(granted, requested, comparisons);
  } catch {
    throw new MintFault('the stored approval grants more than was requested');
  }
}
