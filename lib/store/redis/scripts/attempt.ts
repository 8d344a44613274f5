import { type Script, script } from './script.js';

/**
 * Counts an attempt at a secret before it is judged, unless there were too many.
 *
 * KEYS  1 attempts (hash: `n` how many, `e` when they are forgotten)
 * ARGV  1 now or ''   2 how many there may be   3 ms after which the first is forgotten
 * Output  0 where it may be made, or else ms until those before are forgotten
 */
export const ATTEMPT: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'n', 'e')
local t = now()
local count, ends = tonumber(r[1] or 0), tonumber(r[2] or 0)
if t >= ends then count, ends = 0, t + tonumber(ARGV[3]) end
if count >= tonumber(ARGV[2]) then return ends - t end
redis.call('HSET', KEYS[1], 'n', count + 1, 'e', ends)
redis.call('PEXPIRE', KEYS[1], ends - t)
return 0
`);
