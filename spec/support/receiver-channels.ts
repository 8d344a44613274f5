import type { AuthenticationRequest } from '../../lib/adapter.js';
import { type NotificationChannel, notifyThrough } from '../../lib/notification/channels.js';

/** What a user is asked. */
export const request: AuthenticationRequest = {
  id: 'selector.secret',
  client: { client_id: 'till' },
  user: { sub: 'alice' },
  scope: ['openid'],
  deliveryMode: 'poll',
  state: 'pending',
  createdAt: new Date(0),
  expiresAt: new Date(300_000),
};

/** A step of a channel that fails. */
export const failing = (message: string) => () => Promise.reject(new Error(message));
/** One that never ends. */
export const never = () => new Promise<never>(() => undefined);

/** Channels that write down which of them was asked to send. */
export function channels(...kinds: readonly Partial<NotificationChannel>[]) {
  const sent: string[] = [];
  const made = kinds.map((kind, i): NotificationChannel => {
    const name = kind.name ?? String(i);
    return {
      ...kind,
      name,
      send: (given) => {
        sent.push(name);
        return kind.send?.(given);
      },
    };
  });
  return { sent, notifyUser: notifyThrough(made) };
}
