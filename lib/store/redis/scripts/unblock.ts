import { guard } from './guard.js';
import { type Script, script } from './script.js';

/**
 * Takes a report back: the client may have the user asked again.
 *
 * KEYS  1 the user's guard (hash: what is remembered by clientId, see guard.ts)
 * ARGV  1 now or ''   2 clientId
 * Output  1 where the client was kept away, or else 0
 */
export const UNBLOCK: Script = script(`
${guard('KEYS[1]')}
local t = now()
local own = remembered(redis.call('HGET', KEYS[1], ARGV[2]), t)
if t >= own.blockedUntil then return 0 end
own.blockedUntil = 0
remember(ARGV[2], own, t)
return 1
`);
