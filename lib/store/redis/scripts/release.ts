import { type Script, script } from './script.js';

/**
 * Gives a claim back, so that the next poll may claim at once.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''   2 mark of the claim
 * Output  1 if the claim was held, 0 if not (nothing changes)
 */
export const RELEASE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'k', 's')
if r[1] ~= ARGV[2] or r[2] == 'redeemed' then return 0 end
redis.call('HSET', KEYS[1], 'l', 0)
return 1
`);
