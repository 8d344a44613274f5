import type { RequestState } from './record.js';
import type { StoredRequest } from './stored-request.js';

/** Where a request stands at `now`. A redeemed one stays redeemed; anything else ends by the clock. */
export function stateAt(request: StoredRequest, now: number): RequestState {
  if (request.redeemed) return 'redeemed';
  if (now >= request.record.expiresAt) return 'expired';
  return request.decision?.state ?? 'pending';
}
