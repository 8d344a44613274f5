import { CLOCK_TOLERANCE, type Claims, JwtRefused } from '../jwt/verify.js';
import type { CibaStore, UsedOnce } from '../request/store.js';

/** A JWT that its client may use once. */
export interface SingleUse {
  readonly kind: UsedOnce['kind'];
  readonly clientId: string;
  /** With an `exp`. */
  readonly claims: Claims;
}

/** Spends the `jti` of a JWT; called only after its signature held, or anybody could spend it. @throws JwtRefused */
export type UseOnce = (used: SingleUse) => Promise<void>;

/** Seconds by which the clocks of two processes may differ: what one has forgotten the other must not accept. */
export const CLOCKS_APART = 60;

/** Single use by the store: a `jti` is remembered until its JWT would be refused anyway. RFC 7523 §3. */
export function singleUse(store: Pick<CibaStore, 'useOnce'>): UseOnce {
  return async ({ kind, clientId, claims: { jti, exp } }) => {
    if (typeof jti !== 'string' || jti === '') throw new JwtRefused('claim', { claim: 'jti' });
    const seconds = Math.ceil(Number(exp) - Date.now() / 1000) + CLOCK_TOLERANCE + CLOCKS_APART;
    if (!(await store.useOnce({ kind, owner: clientId, jti, seconds }))) throw new JwtRefused('replayed');
  };
}
