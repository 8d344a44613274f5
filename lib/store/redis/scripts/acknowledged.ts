import { type Script, script } from './script.js';

/**
 * The client has its acknowledgement: what is to be told may be told at once.
 *
 * KEYS  1 request (hash)
 *       2 outbox (sorted set: selector by the time it is due)
 * ARGV  1 now or ''   2 selector
 * Output  1 if there is something to be told, 0 if not
 */
export const ACKNOWLEDGED: Script = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local waits = redis.call('HGET', KEYS[1], 'Y')
redis.call('HDEL', KEYS[1], 'Y')
local due = redis.call('ZSCORE', KEYS[2], ARGV[2])
if not due then return 0 end
local t = now()
if waits and tonumber(due) == tonumber(waits) and tonumber(due) > t then
  redis.call('ZADD', KEYS[2], 'XX', t, ARGV[2])
end
return 1
`);
