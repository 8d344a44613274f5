import type { DecisionAnswer } from 'express-ciba';

/** What an early poll by hand was answered with. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A request as the phone shows it. */
export interface OnPhone {
  readonly id: string;
  readonly binding_message?: string;
}

/** The phone of a demo user, by the demo host's phone API. */
export function phone(url: string, user: string) {
  const headers = { 'X-Demo-User': user, 'Content-Type': 'application/json' };
  const pending = async (): Promise<OnPhone[]> => {
    const response = await fetch(`${url}/phone/requests`, { headers });
    return (await response.json()) as OnPhone[];
  };
  return {
    pending,
    /** Decides the request with this binding message. */
    async decide(bindingMessage: string, decision: 'approve' | 'deny'): Promise<DecisionAnswer> {
      const found = (await pending()).find(({ binding_message }) => binding_message === bindingMessage);
      const address = `${url}/phone/requests/${found?.id}`;
      const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ decision }) });
      return (await response.json()) as DecisionAnswer;
    },
  };
}

/** A poll by hand, beside the client under test. */
export async function rawPoll(url: string, authReqId: string): Promise<RawAnswer> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa('call-centre:call-centre-secret')}` },
    body: new URLSearchParams({
      grant_type: 'urn:openid:params:grant-type:ciba',
      auth_req_id: authReqId,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Whom the host knows by an access token. */
export async function whoAmI(url: string, accessToken: string): Promise<unknown> {
  const response = await fetch(`${url}/me`, { headers: { Authorization: `Bearer ${accessToken}` } });
  return response.json();
}
