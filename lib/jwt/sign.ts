import { SignJWT } from 'jose';
import type { SigningKey } from './signing-keys.js';

/** Signs claims as a compact JWS; `kid` and `alg` of the key stand in its header. RFC 7515. */
export function sign(
  claims: Readonly<Record<string, unknown>>,
  { key, alg, kid }: SigningKey,
): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key);
}
