import { type Script, script } from './script.js';

/**
 * Names the dead letters, the latest first.
 *
 * KEYS  1 dead letters (sorted set: selector by the time it was buried)
 * ARGV  1 now or ''   2 most to answer with
 * Output  {selector, when, selector, when, ...}
 */
export const DEAD_LETTERS: Script = script(`
return redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1, 'WITHSCORES')
`);

/**
 * Reads those that are still there, and tidies up those that are not.
 *
 * KEYS  1 dead letters   2... the requests (hashes)
 * ARGV  1 now or ''   2... their selectors
 * Output  {all fields, ...} in the order of the keys; {} for one that is gone
 */
export const READ_DEAD: Script = script(`
local found = {}
for i = 2, #KEYS do
  found[i - 1] = redis.call('HGETALL', KEYS[i])
  if #found[i - 1] == 0 then redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return found
`);
