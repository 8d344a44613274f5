import type { Caps } from '../../lib/request/caps.js';
import { freshIds, hashSecret, type RequestId } from '../../lib/request/ids.js';
import type { ApprovalContent, Decision, NewRequest, RequestRecord } from '../../lib/request/record.js';
import type { PollQuestion } from '../../lib/request/store.js';

/** Caps that refuse nothing. */
export const noCaps: Caps = {
  pendingPerUser: false,
  pendingPerClientAndUser: false,
  promptsPerUser: false,
  promptsPerClientAndUser: false,
  coolDown: false,
};

/** Seconds for which the tests hold a claim. */
export const LEASE = 10;

/** A request of alice's at the client till, valid for 300 s and kept for 600 s more. */
export function newRequest(partition = '', values: Partial<NewRequest> = {}): NewRequest {
  const { selector, secret, approvalSecret } = freshIds(partition);
  return {
    selector,
    secretHash: hashSecret(secret),
    approvalSecret,
    clientId: 'till',
    sub: 'alice',
    deliveryMode: 'poll',
    scope: ['openid'],
    interval: 5,
    age: 0,
    lifetime: 300,
    retention: 600,
    ...values,
  };
}

/** Every optional value that a client may ask for, with characters that are easily spoilt. */
export const everyValue: Partial<NewRequest> = {
  scope: ['openid', 'payments:write', 'urn:x:y'],
  acrValues: ['urn:mace:incommon:iap:silver', 'phr'],
  bindingMessage: 'Überweisung 12,50 € an Ζωή 👩🏽‍💻 "№ 7" \\ | end',
  requestContext: { device: { os: 'ω', ids: [1, 2.5, -3e-7, true, null, ''] }, empty: {}, none: [] },
  resource: ['https://api.example.com/a?b=c d', 'urn:example:ä'],
  callback: '2026-01.c2VhbGVk_-',
  certificateThumbprint: 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2',
  authorizationDetails: [
    { type: 'payment', amount: { currency: 'EUR', value: '12.50' }, creditor: 'Ζωή', locations: [] },
    { type: 'account', actions: ['read', 'write'], n: 9_007_199_254_740_991 },
  ],
};

/** What the store keeps of a request that it received at `receivedAt`. */
export function recordOf(request: NewRequest, receivedAt: number): RequestRecord {
  const { age: _age, lifetime, retention: _retention, ...kept } = request;
  const { acknowledgedWithin: _within, queued: _queued, ...values } = kept;
  return { ...values, receivedAt, expiresAt: receivedAt + lifetime * 1000 };
}

/** What host and devices know the request by. */
export function approvalIdOf({ selector, approvalSecret }: NewRequest): RequestId {
  return { selector, secret: approvalSecret };
}

/** The poll of the request's own client. */
export function questionOf({ selector, secretHash, clientId }: NewRequest): PollQuestion {
  return { selector, secretHash, clientId, lease: LEASE };
}

/** An approval with this content. */
export function approval(content: ApprovalContent = {}): Decision {
  return { state: 'approved', content };
}

/** A failure with this reason. */
export function failure(reason = 'phone unreachable'): Decision {
  return { state: 'failed', content: { reason } };
}

/** The user says no. */
export const denial: Decision = { state: 'denied', content: {} };

/** The host calls it off. */
export const cancellation: Decision = { state: 'cancelled', content: {} };

/** The decisions that end a request without tokens. */
export const refusals: readonly Decision[] = [denial, failure(), cancellation];
