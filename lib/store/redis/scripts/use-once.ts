import { type Script, script } from './script.js';

/**
 * Remembers that something was used, and tells whether it is the first time.
 *
 * KEYS  1 what was used (string)
 * ARGV  1 now or ''   2 for how many ms to remember it   3 mark of the call
 * Output  1 for the first use, again where the same call is resent; 0 for any other
 */
export const USE_ONCE: Script = script(`
if redis.call('SET', KEYS[1], ARGV[3], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.pcall('GET', KEYS[1]) == ARGV[3] and 1 or 0
`);
