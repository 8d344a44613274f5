import { randomText } from './random.js';

const MARK_BYTES = 9;

/** In characters of base64url. */
export const MARK_LENGTH = 12;

/**
 * What tells one call of a store from every other, of whatever process. Drawn, not counted: a count that a failover has forgotten would
 * be given out twice.
 */
export function drawMark(): string {
  return randomText(MARK_BYTES);
}
