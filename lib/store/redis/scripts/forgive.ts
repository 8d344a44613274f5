import { MARKS_KEPT } from './attempt.js';
import { type Script, script } from './script.js';

/**
 * An attempt turned out right, and does not count; where none is left that does, the next one is the first.
 *
 * KEYS  1 attempts (hash: `n` how many, `e` when they are forgotten, `f` marks of the latest that were forgiven)
 * ARGV  1 now or ''   2 mark of the call: a resent one forgives once
 */
export const FORGIVE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'n', 'f')
local marks = r[2] or ''
if string.find(marks, ARGV[2], 1, true) then return 1 end
if tonumber(r[1] or 0) > 1 then
  redis.call('HSET', KEYS[1], 'n', r[1] - 1, 'f', string.sub(marks .. ARGV[2], -${MARKS_KEPT}))
else
  redis.call('DEL', KEYS[1])
end
return 1
`);
