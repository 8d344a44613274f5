import { type Script, script } from './script.js';

/**
 * Tries a delivery again later, and no later than its request expires: what can no longer be told is given up then, not forgotten.
 *
 * KEYS  1 request (hash)
 *       2 outbox (sorted set: selector by the time it is due)
 * ARGV  1 now or ''   2 mark of the ticket   3 selector   4 after how many ms   5 calls made (0 or 1)
 * Notes   the ticket is void then: a resent command changes nothing more
 * Output  1 if the ticket was held, 0 if not (nothing changes)
 */
export const DEFER: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'K', 'e')
if r[1] ~= ARGV[2] then return 0 end
if not redis.call('ZSCORE', KEYS[2], ARGV[3]) then return 0 end
local t = now()
local due = math.min(t + tonumber(ARGV[4]), math.max(t, tonumber(r[2])))
redis.call('ZADD', KEYS[2], 'XX', due, ARGV[3])
redis.call('HDEL', KEYS[1], 'K')
if ARGV[5] == '1' then redis.call('HINCRBY', KEYS[1], 'A', 1) end
return 1
`);
