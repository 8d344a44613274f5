import { type Script, script } from './script.js';

/**
 * Decides a pending request; judged in the order unknown, wrong_user, expired, state.
 *
 * KEYS  1 request (hash)
 *       2 the user's pending requests (sorted set)
 * ARGV  1 now or ''   2 approval secret   3 sub, or '' when no user is asked for
 *       4 the state it becomes   5 content of the decision (canonical JSON)   6 selector
 * Output  {'accepted', clientId, sub}
 *         {'repeated' | 'conflict' | 'expired' | 'unknown' | 'wrong_user'}
 */
export const DECIDE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'a', 'u', 's', 'e', 'D', 'c', 'z')
if not r[1] or r[1] ~= ARGV[2] then return {'unknown'} end
if ARGV[3] ~= '' and r[2] ~= ARGV[3] then return {'wrong_user'} end
local t = now()
if t >= tonumber(r[4]) then return {'expired'} end
local state = r[3] or 'pending'
if state == 'pending' then
  redis.call('HSET', KEYS[1], 's', ARGV[4], 'z', ARGV[4], 'D', ARGV[5], 'T', t)
  redis.call('ZREM', KEYS[2], ARGV[6] .. ' ' .. r[6])
  return {'accepted', r[6], r[2]}
end
return {r[7] == ARGV[4] and r[5] == ARGV[5] and 'repeated' or 'conflict'}
`);
