import { createHmac, randomUUID } from 'node:crypto';
import type { AuthenticationRequest, EndUser } from '../adapter.js';
import { ConfigurationError } from '../errors.js';
import { type GuardedClientOptions, guardedClient } from '../outbound/guarded-client.js';
import type { NotificationChannel } from './channels.js';

/** Options of {@link webhookChannel}. */
export interface WebhookOptions extends GuardedClientOptions {
  /** An https URL of your own. */
  readonly url: string;
  /** What the body is signed with: base64, at least 24 bytes, `whsec_` before it or not. */
  readonly secret: string;
  /** Default `webhook`. */
  readonly name?: string;
}

const LEAST_BYTES = 24;

/**
 * A channel that posts the request as JSON to a URL of yours, which then rings the user's device.
 *
 * Signed as Standard Webhooks has it: `webhook-signature` is `v1,` and the base64 HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`.
 * Of the user it names the `sub` alone. Any status from 200 to 299 is success; redirects are not followed.
 *
 * @throws ConfigurationError for a secret that is too short, or options of the guarded client that are out of range
 * @example
 * ```ts
 * import { notifyThrough, webhookChannel } from 'express-ciba';
 *
 * const webhook = webhookChannel({ url: 'https://push.example.com/ciba', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
 * const notifyUser = notifyThrough([webhook]);
 * ```
 */
export function webhookChannel(options: WebhookOptions): NotificationChannel {
  const { url, secret, name = 'webhook', ...outbound } = options;
  const key = keyOf(secret);
  requireHttps(url);
  const client = guardedClient(outbound);
  return {
    name,
    async send(request) {
      const body = JSON.stringify(shown(request));
      const { status } = await client.request(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...signatureOf(body, key) },
        body,
        discardBody: true,
      });
      if (status < 200 || status > 299) throw new Error(`the webhook answered ${status}`);
    },
  };
}

function requireHttps(url: unknown): void {
  const { protocol, username } =
    typeof url === 'string' && URL.canParse(url) ? new URL(url) : { protocol: '', username: '' };
  if (protocol === 'https:' && username === '') return;
  throw new ConfigurationError('ERR_CIBA_WEBHOOK', 'the url of a webhook is an https URL');
}

function keyOf(secret: unknown): Buffer {
  const text = String(secret)
    .replace(/^whsec_/, '')
    .replace(/=+$/, '');
  const key = Buffer.from(text, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === text;
  if (typeof secret === 'string' && isBase64 && key.length >= LEAST_BYTES) return key;
  throw new ConfigurationError('ERR_CIBA_WEBHOOK', 'the secret of a webhook is base64 of at least 24 bytes');
}

function signatureOf(body: string, key: Buffer): Readonly<Record<string, string>> {
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

function shown({ user, ...request }: AuthenticationRequest<EndUser>): object {
  return { ...request, user: { sub: user.sub } };
}
