import { type Script, script } from './script.js';

/**
 * Makes a delivery a dead letter. Tokens that were on their way are erased.
 *
 * KEYS  1 request (hash)
 *       2 outbox (sorted set: selector by the time it is due)
 *       3 dead letters (sorted set: selector by the time it was buried)
 * ARGV  1 now or ''   2 mark of the ticket   3 selector   4 reason   5 calls made (0 or 1)
 * Output  1 if the ticket was held, 0 if not (nothing changes)
 * Notes   the latest 10,000 are kept; the set lives as long as the last request in it
 */
export const BURY: Script = script(`
if redis.call('HGET', KEYS[1], 'K') ~= ARGV[2] then return 0 end
if redis.call('ZREM', KEYS[2], ARGV[3]) == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'P')
redis.call('HINCRBY', KEYS[1], 'A', ARGV[5])
redis.call('HSET', KEYS[1], 'B', ARGV[4])
redis.call('ZADD', KEYS[3], now(), ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -10001)
local kept = redis.call('PTTL', KEYS[1])
if redis.call('PTTL', KEYS[3]) < kept then redis.call('PEXPIRE', KEYS[3], kept) end
return 1
`);
