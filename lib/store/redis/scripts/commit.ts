import { type Script, script } from './script.js';

/**
 * Redeems the approval under a claim.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''   2 mark of the claim   3 sealed tokens to be kept until they are delivered; left out where there are none
 * Output  'committed'   now, or already by this same claim
 *         'lost'        superseded, given back, overdue, or the request is gone
 */
export const COMMIT: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'k', 's', 'l')
if r[1] ~= ARGV[2] then return 'lost' end
if r[2] == 'redeemed' then return 'committed' end
if now() >= tonumber(r[3]) then return 'lost' end
redis.call('HSET', KEYS[1], 's', 'redeemed')
if ARGV[3] then redis.call('HSET', KEYS[1], 'P', ARGV[3]) end
return 'committed'
`);
