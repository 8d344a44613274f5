import { type Script, script } from './script.js';

/**
 * Remembers that something was used, and tells whether it is the first time.
 *
 * KEYS  1 what was used (string)
 * ARGV  1 now or ''   2 for how many ms to remember it
 * Output  1 for the first use, 0 for any other
 */
export const USE_ONCE: Script = script(`
return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) and 1 or 0
`);
