import type { IncomingHttpHeaders } from 'node:http';
import type { WireMessage } from './wire-message.js';

/** A call of the notification endpoint as it came. */
export interface Notified {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where it was no JSON object. */
  readonly body: WireMessage['body'] | undefined;
}

/** Why a client would not take a notification, and what it answers. */
export interface Fault {
  readonly status: 400 | 401;
  readonly reason: string;
}

/** What is wrong with a notification; nothing, if all is well. CIBA Core 1.0 §10.2, §10.3.1, §12. */
export function faultOf({ method, headers, body }: Notified, token: string): Fault | undefined {
  if (headers.authorization !== `Bearer ${token}`)
    return { status: 401, reason: 'it does not bear the token of the receiver' };
  const reasons = [
    method !== 'POST' && 'it is no POST',
    !/^application\/json *(;|$)/i.test(headers['content-type'] ?? '') &&
      'its content type is not application/json',
    body === undefined ? 'its body is no JSON object' : bodyFault(body),
  ];
  const reason = reasons.find((one) => typeof one === 'string');
  return reason === undefined ? undefined : { status: 400, reason };
}

/** Without tokens and without an error it is a ping, whose members but the first mean nothing. */
function bodyFault({
  auth_req_id,
  error,
  access_token,
  token_type,
  id_token,
}: WireMessage['body']): string | undefined {
  if (typeof auth_req_id !== 'string') return 'it names no auth_req_id';
  const members = [access_token, token_type, id_token].filter((member) => member !== undefined);
  if (members.length === 0) return undefined;
  if (error !== undefined) return 'it holds tokens and an error';
  return members.length < 3 ? 'it lacks one of access_token, token_type and id_token' : undefined;
}
