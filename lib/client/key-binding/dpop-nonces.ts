import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Nonces } from '../../jwt/proof.js';

/** The nonces that this server hands out. */
export interface DpopNonces extends Nonces {
  readonly current: () => string;
}

/** Seconds after which there is a new one. */
const STEP = 60;

/** The step before, this one, and the one after, which another process may be in already. */
const FRESH = [0, -1, 1];

const NONCE_BYTES = 16;

/** Nonces that are kept nowhere: the HMAC of the time in steps of a minute, the same in all processes that have the key. RFC 9449 §8. */
export function dpopNonces(key: Uint8Array, now: () => number = Date.now): DpopNonces {
  const nonceOf = (step: number): string => {
    const mac = createHmac('sha256', key).update(`express-ciba DPoP nonce ${step}`).digest();
    return mac.toString('base64url', 0, NONCE_BYTES);
  };
  const step = (): number => Math.floor(now() / (STEP * 1000));
  return {
    seconds: STEP * FRESH.length,
    current: () => nonceOf(step()),
    isFresh: (nonce) => FRESH.some((difference) => isSame(nonce, nonceOf(step() + difference))),
  };
}

function isSame(shown: string, own: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(own)];
  return one.length === other.length && timingSafeEqual(one, other);
}
