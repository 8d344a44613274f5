import { randomFillSync } from 'node:crypto';

/** Drawing costs a trip into the system each time: one draw serves many requests. */
const POOL_BYTES = 8192;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** So many fresh random bytes, as base64url; none is ever used twice, and none stays in the pool. */
export function randomText(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
