import type { Asked } from './server-crash-round.ts';
import type { LanedReceiver } from './server-laned-receiver.ts';

/** The request, where its client heard anything but what it should, and that at its own endpoint with its own token. */
export function misdelivered(request: Asked, receiver: Pick<LanedReceiver, 'of'>): unknown[] {
  const { authReqId, client, token } = request;
  const { answered, bodies, proofs, paths } = receiver.of(authReqId);
  const { pathname } = new URL(client.backchannel_client_notification_endpoint);
  const [body = ''] = bodies;
  const right = bodies.size === 1 && answered > 0 && isRight(body, request);
  const proven = [...proofs].join() === `Bearer ${token}` && [...paths].join() === pathname;
  return right && proven ? [] : [{ request, answered, bodies, proofs, paths }];
}

/** Whether tokens go to this request's client without its asking. */
export function isPushed(request: Asked): boolean {
  return isPush(request) && !request.denied;
}

/** Whether this request's client has to ask for tokens. */
export function isPinged(request: Asked): boolean {
  return !isPush(request) && !request.denied;
}

/** What was pushed. */
export function tokensOf(body: string | undefined): Partial<Record<string, string>> {
  return JSON.parse(body ?? '{}');
}

function isRight(body: string, request: Asked): boolean {
  const { authReqId: auth_req_id, sub } = request;
  if (!isPush(request)) return body === JSON.stringify({ auth_req_id });
  if (request.denied) return body === JSON.stringify({ auth_req_id, error: 'access_denied' });
  const { access_token = '', refresh_token = '', id_token = '', ...others } = tokensOf(body);
  const minted = [access_token, refresh_token].every((token) => token.includes(`-${sub}-`));
  return minted && id_token.split('.').length === 3 && others.auth_req_id === auth_req_id;
}

function isPush({ client }: Asked): boolean {
  return client.backchannel_token_delivery_mode === 'push';
}
