import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import type { DeliveryMode } from '../../request/record.js';

/** RFC 6750 §2.1. */
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const LONGEST = 1024;

/** `client_notification_token`: required where the client is called back, ignored where it polls. CIBA Core 1.0 §7.1. */
export function readNotificationToken(params: URLSearchParams, mode: DeliveryMode): string | undefined {
  if (mode === 'poll') return undefined;
  const token = parameter(params, 'client_notification_token');
  if (token === undefined) throw new CibaError('invalid_request', 'client_notification_token is required.');
  if (token.length <= LONGEST && BEARER_TOKEN.test(token)) return token;
  throw new CibaError('invalid_request', 'client_notification_token must be a bearer token.');
}
