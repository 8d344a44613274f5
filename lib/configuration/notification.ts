import { ConfigurationError } from '../errors.js';
import { type Sealer, type SealingKey, sealer, unsealed } from '../jwt/seal.js';
import { requireKnown } from '../known-options.js';
import type { CibaOptions, NotificationOptions } from '../options.js';
import type { GuardedClientOptions } from '../outbound/guarded-client.js';
import { GUARDED_CLIENT_OPTIONS, settingsOf } from '../outbound/settings.js';

/** How clients are called back, and how what is kept for it is sealed. */
export interface Notification {
  readonly outbound: GuardedClientOptions;
  readonly sealer: Sealer;
  /** Undefined where there is no ring. */
  readonly firstKey: Buffer | undefined;
}

const KEY_BYTES = 32;
const KID = /^[A-Za-z0-9_-]{1,32}$/;

/** Completes the option `notification`; pushed tokens are never kept readable outside this process. @throws ConfigurationError */
export function notificationOf({
  notification = {},
  outbound = {},
  deliveryModes = [],
  store,
}: CibaOptions): Notification {
  requireKnown(notification, {
    prefix: 'option notification.',
    names: ['keyRing', ...GUARDED_CLIENT_OPTIONS],
  });
  const { keyRing, ...own } = notification;
  const ring = keyRing === undefined ? [] : readRing(keyRing);
  const [first, ...others] = ring;
  if (first === undefined && deliveryModes.includes('push') && store?.external !== false)
    throw new ConfigurationError(
      'ERR_CIBA_KEY_RING',
      'push keeps tokens in the store until they are delivered: notification.keyRing must seal them',
    );
  const client = { ...outbound, ...own };
  // Where every client polls nobody is called, and a mistake is one all the same.
  settingsOf(client);
  return {
    outbound: client,
    sealer: first === undefined ? unsealed : sealer([first, ...others]),
    firstKey: first?.key,
  };
}

function readRing(ring: NonNullable<NotificationOptions['keyRing']>): readonly SealingKey[] {
  if (!Array.isArray(ring) || ring.length === 0) throw badRing();
  const keys = ring.map(readKey);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw badRing();
  return keys;
}

function readKey(given: unknown): SealingKey {
  const { kid, key } = Object(given) as { readonly kid: unknown; readonly key: unknown };
  const isKey = typeof key === 'string' || key instanceof Uint8Array;
  if (typeof kid !== 'string' || !KID.test(kid) || !isKey) throw badRing();
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64url') : Buffer.from(key);
  if (bytes.length !== KEY_BYTES) throw badRing();
  return { kid, key: bytes };
}

function badRing(): ConfigurationError {
  return new ConfigurationError(
    'ERR_CIBA_KEY_RING',
    'notification.keyRing is an array of { kid, key }: a short kid each, keys of 32 bytes',
  );
}
