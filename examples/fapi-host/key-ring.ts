import { randomBytes } from 'node:crypto';
import type { NotificationOptions } from 'express-ciba';

/**
 * Seals the tokens of pushes in the store, where there are pushes. It ends with the process, as the tokens themselves do: a real host
 * keeps its key ring, or nothing that was sealed could be delivered after a restart.
 */
export function newKeyRing(deliveryModes: readonly string[] = []): Pick<NotificationOptions, 'keyRing'> {
  if (!Array.isArray(deliveryModes) || !deliveryModes.includes('push')) return {};
  return { keyRing: [{ kid: 'start', key: randomBytes(32) }] };
}
