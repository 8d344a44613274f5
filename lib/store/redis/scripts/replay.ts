import { type Script, script } from './script.js';

/**
 * Tries a dead letter again, as if for the first time; whoever buried it has a ticket no longer.
 *
 * KEYS  1 request (hash)
 *       2 outbox (sorted set: selector by the time it is due)
 *       3 dead letters (sorted set: selector by the time it was buried)
 * ARGV  1 now or ''   2 selector   3 mark of the call
 * Output  1 if there was one whose request still lives, 0 if not (nothing changes)
 * Notes   the same mark again, as a resent command bears it, is answered as before
 */
export const REPLAY: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'B', 'e', 'R')
if r[3] == ARGV[3] then return 1 end
local t = now()
if not r[1] or t >= tonumber(r[2]) then return 0 end
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('HDEL', KEYS[1], 'B', 'A', 'K')
redis.call('HSET', KEYS[1], 'R', ARGV[3])
redis.call('ZADD', KEYS[2], t, ARGV[2])
local kept = redis.call('PTTL', KEYS[1])
if redis.call('PTTL', KEYS[2]) < kept then redis.call('PEXPIRE', KEYS[2], kept) end
return 1
`);
