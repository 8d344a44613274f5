import { createHmac } from 'node:crypto';
import { notifyThrough } from '../../lib/notification/channels.js';
import { type WebhookOptions, webhookChannel } from '../../lib/notification/webhook.js';
import { type TestHost, testHost } from './host.js';
import { type ReceivedCall, type Receiver, receiverAuthority } from './receiver-server.ts';

/** A secret as Standard Webhooks writes it, and its bytes. */
export const WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** The signature that a call must bear, worked out by hand: base64 of the HMAC-SHA256 of id, time and body. Standard Webhooks 1.0. */
export function webhookSignature({ headers, body }: ReceivedCall, secret: string = WEBHOOK_SECRET): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** A channel to a receiver. */
export async function webhookTo({ endpoint }: Receiver, wish: Partial<WebhookOptions> = {}) {
  const ca = (await receiverAuthority()).cert;
  return webhookChannel({ url: endpoint, secret: WEBHOOK_SECRET, allowLoopback: true, ca, ...wish });
}

/** A host that asks its users by a webhook, of whom it knows more than their sub. */
export async function hookedHost(receiver: Receiver, wish: Partial<WebhookOptions> = {}): Promise<TestHost> {
  const webhook = await webhookTo(receiver, wish);
  const user = { sub: 'alice', email: 'alice@example.com', pin: '1234' };
  return testHost({
    adapter: { resolveUser: () => user, getUser: () => user, notifyUser: notifyThrough([webhook]) },
  });
}
