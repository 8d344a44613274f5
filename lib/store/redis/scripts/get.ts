import { type Script, script } from './script.js';

/**
 * Reads a request by its approval id for one user.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''   2 approval secret   3 sub
 * Output  {'found', state, all fields}
 *         {'unknown' | 'wrong_user'}
 */
export const GET: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'a', 'u', 's', 'e')
if not r[1] or r[1] ~= ARGV[2] then return unknown() end
if r[2] ~= ARGV[3] then return {'wrong_user'} end
local state = r[3] or 'pending'
if state ~= 'redeemed' and now() >= tonumber(r[4]) then state = 'expired' end
return {'found', state, redis.call('HGETALL', KEYS[1])}
`);
