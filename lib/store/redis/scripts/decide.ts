import { type Script, script } from './script.js';

/**
 * Decides a pending request; judged in the order unknown, wrong_user, expired, state.
 *
 * KEYS  1 request (hash)
 *       2 the user's pending requests (sorted set)
 * ARGV  1 now or ''   2 approval secret   3 the state it becomes   4 content of the decision (canonical JSON)
 *       5 selector   6 sub of the user who decides; left out when no user is asked for
 * Output  {'accepted', clientId, sub}
 *         {'repeated' | 'conflict' | 'expired' | 'unknown' | 'wrong_user'}
 */
export const DECIDE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'a', 'u', 's', 'e', 'D', 'c', 'z')
if not r[1] or r[1] ~= ARGV[2] then return {'unknown'} end
if ARGV[6] and r[2] ~= ARGV[6] then return {'wrong_user'} end
local t = now()
if t >= tonumber(r[4]) then return {'expired'} end
local state = r[3] or 'pending'
if state == 'pending' then
  redis.call('HSET', KEYS[1], 's', ARGV[3], 'z', ARGV[3], 'D', ARGV[4], 'T', t)
  redis.call('ZREM', KEYS[2], ARGV[5] .. ' ' .. r[6])
  return {'accepted', r[6], r[2]}
end
return {r[7] == ARGV[3] and r[5] == ARGV[4] and 'repeated' or 'conflict'}
`);
