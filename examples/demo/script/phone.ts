import type { DecisionAnswer } from 'express-ciba';
import { tracedFetch } from './traced-fetch.js';

/** A pending request as the phone API shows it: an `AuthenticationRequest` through JSON. */
export interface PendingRequest {
  readonly id: string;
  readonly binding_message?: string;
}

/** The phone of a user, held by a script on this machine. */
export function phoneOf(user: string, url: string) {
  const headers = { 'X-Demo-User': user, 'Content-Type': 'application/json' };
  return {
    async pending(): Promise<readonly PendingRequest[]> {
      const response = await tracedFetch(`${url}/phone/requests`, { headers });
      return (await response.json()) as PendingRequest[];
    },
    async decide(id: string, decision: 'approve' | 'deny'): Promise<DecisionAnswer> {
      const body = JSON.stringify({ decision });
      const address = `${url}/phone/requests/${id}`;
      const response = await tracedFetch(address, { method: 'POST', headers, body });
      return (await response.json()) as DecisionAnswer;
    },
  };
}

/** A user approves the one request that is pending. */
export async function approveAs(user: string, url: string): Promise<DecisionAnswer> {
  const phone = phoneOf(user, url);
  const [request] = await phone.pending();
  return phone.decide(request?.id ?? '', 'approve');
}
