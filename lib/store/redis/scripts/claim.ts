import { type Script, script } from './script.js';

/**
 * Takes the claim of an approval, for push; counts nothing.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''   2 lease ms   3 mark of the call
 * Output  as POLL's, but never 'slow_down'; {'expired', 0, sub} notices nothing
 */
export const CLAIM: Script = script(`
local r = redis.call('HMGET', KEYS[1], 's', 'e', 'u', 'l', 'i', 'n', 'k')
if not r[2] then return unknown() end
local state = r[1] or 'pending'
if state == 'redeemed' then return {'redeemed', r[3]} end
local t = now()
if t >= tonumber(r[2]) then return {'expired', 0, r[3]} end
if state == 'pending' then return {'pending', tonumber(r[6] or r[5]), tonumber(r[2]) - t} end
if state ~= 'approved' then return {state} end
if r[4] and t < tonumber(r[4]) and r[7] ~= ARGV[3] then return {'claimed'} end
redis.call('HSET', KEYS[1], 'l', t + tonumber(ARGV[2]), 'k', ARGV[3])
return {'ready', redis.call('HGETALL', KEYS[1])}
`);
