import type { Ciba, CibaEventName } from '../index.js';

/** How often this process has heard of each event. */
export type EventCounts = Readonly<Record<CibaEventName, number>>;

/** Every event; the compiler minds that none is missing. */
const NONE: EventCounts = {
  ...{ requested: 0, approved: 0, denied: 0, failed: 0, cancelled: 0, expired: 0, redeemed: 0, reuse: 0 },
  ...{ delivered: 0, deliveryDeferred: 0, undeliverable: 0 },
  ...{ clientAuthenticationFailed: 0, clientKeysUnavailable: 0, issuerKeysUnavailable: 0 },
  ...{ limited: 0, reported: 0, unblocked: 0, refused: 0, decoyed: 0, bounded: 0 },
  ...{ mismatched: 0, profile: 0, mitigations: 0 },
};

/** Counts events from now on. */
export function countEvents({ on }: Pick<Ciba, 'on'>): () => EventCounts {
  const counted: Record<CibaEventName, number> = { ...NONE };
  for (const name of Object.keys(NONE) as CibaEventName[]) {
    on(name, () => {
      counted[name] += 1;
    });
  }
  return () => ({ ...counted });
}
