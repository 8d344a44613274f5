import { MARKS_KEPT } from './attempt.js';
import { type Script, script } from './script.js';

/** Milliseconds for which marks are kept at least: longer than a client of Redis sends a command again. */
const RESENT_WITHIN = 60_000;

/**
 * An attempt turned out right, and does not count; where none is left that does, the next one is the first.
 *
 * KEYS  1 attempts (hash: `n` how many, `e` when they are forgotten, `m` marks of the latest, `f` marks of the latest that were forgiven)
 * ARGV  1 now or ''   2 mark of the call: a resent one forgives once, and never what somebody else has tried meanwhile
 */
export const FORGIVE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'n', 'f')
local marks = r[2] or ''
if not r[1] or string.find(marks, ARGV[2], 1, true) then return 1 end
local left = tonumber(r[1]) - 1
local kept = string.sub(marks .. ARGV[2], -${MARKS_KEPT})
if left > 0 then
  redis.call('HSET', KEYS[1], 'n', left, 'f', kept)
else
  redis.call('HSET', KEYS[1], 'n', 0, 'e', 0, 'f', kept)
end
if left < 1 or redis.call('PTTL', KEYS[1]) < ${RESENT_WITHIN} then redis.call('PEXPIRE', KEYS[1], ${RESENT_WITHIN}) end
return 1
`);
