import { type Script, script } from './script.js';

/** Characters of the marks that are kept: the latest 20 of 12 each, more than one process has under way for one user. */
export const MARKS_KEPT = 240;

/**
 * Counts an attempt at a secret before it is judged, unless there were too many.
 *
 * KEYS  1 attempts (hash: `n` how many, `e` when they are forgotten, `m` marks of the latest)
 * ARGV  1 now or ''   2 how many there may be   3 ms after which the first is forgotten   4 mark of the call: a resent one is counted once
 * Output  0 where it may be made, or else ms until those before are forgotten
 */
export const ATTEMPT: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'n', 'e', 'm')
local t = now()
local count, ends, marks = tonumber(r[1] or 0), tonumber(r[2] or 0), r[3] or ''
if string.find(marks, ARGV[4], 1, true) then return 0 end
if t >= ends then count, ends = 0, t + tonumber(ARGV[3]) end
if count >= tonumber(ARGV[2]) then return ends - t end
redis.call('HSET', KEYS[1], 'n', count + 1, 'e', ends, 'm', string.sub(marks .. ARGV[4], -${MARKS_KEPT}))
redis.call('PEXPIRE', KEYS[1], math.ceil(ends - t))
return 0
`);
