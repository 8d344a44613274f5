import { type Script, script } from './script.js';

/**
 * Ends a delivery: the client was told, or needs not be. Tokens that were on their way are erased.
 *
 * KEYS  1 request (hash)
 *       2 outbox (sorted set: selector by the time it is due)
 * ARGV  1 now or ''   2 mark of the ticket   3 selector
 * Output  1 if the ticket was held, or the request is gone; 0 if not (nothing changes)
 */
export const SETTLE: Script = script(`
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HGET', KEYS[1], 'K') ~= ARGV[2] then return 0 end
if redis.call('ZREM', KEYS[2], ARGV[3]) == 0 then return 0 end
redis.call('HDEL', KEYS[1], 'P')
return 1
`);
