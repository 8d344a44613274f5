import { BURST_MS, EARLY_TOLERANCE_MS, MAX_INTERVAL, SLOW_DOWN_STEP } from '../../../request/poll-rate.js';
import { type Script, script } from './script.js';

/**
 * Answers a poll: terminal states first, then the claim, then the rate. Never writes the record.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''   2 secret hash   3 clientId   4 lease ms   5 1 for a look again, which counts nothing   6 mark of the call
 * Output  {'unknown'}                       no such request, a wrong secret, or another client's
 *         {'redeemed', sub}
 *         {'expired', first, sub}           first = 1 once, for a request that was pending or approved
 *         {'denied' | 'failed' | 'cancelled'}
 *         {'claimed'}                       approved, and another poll holds the claim
 *         {'ready', all fields}   claimed under the mark
 *         {'slow_down', interval in seconds}
 *         {'pending', interval in seconds, ms until it expires}
 * Notes   the same mark again, as a resent command bears it, is answered as before: it has its own claim again, and is counted once
 */
export const POLL: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'h', 'c', 's', 'e', 'u', 'l', 'p', 'n', 'i', 'k')
if not r[1] or r[1] ~= ARGV[2] or r[2] ~= ARGV[3] then return unknown() end
local state = r[3] or 'pending'
if state == 'redeemed' then return {'redeemed', r[5]} end
local t = now()
if t >= tonumber(r[4]) then
  local live = state == 'pending' or state == 'approved'
  local first = live and (redis.call('HSETNX', KEYS[1], 'x', ARGV[6]) == 1 or redis.call('HGET', KEYS[1], 'x') == ARGV[6])
  return {'expired', first and 1 or 0, r[5]}
end
if state == 'approved' then
  if r[6] and t < tonumber(r[6]) and r[10] ~= ARGV[6] then return {'claimed'} end
  redis.call('HSET', KEYS[1], 'l', t + tonumber(ARGV[4]), 'k', ARGV[6])
  return {'ready', redis.call('HGETALL', KEYS[1])}
end
if state ~= 'pending' then return {state} end
local interval = tonumber(r[8] or r[9])
local left = tonumber(r[4]) - t
if ARGV[5] == '1' then return {'pending', interval, left} end
local counted, by, slow = string.match(r[7] or '', '^(%d+) (%S+)(.*)$')
if by == ARGV[6] then return slow == '' and {'pending', interval, left} or {'slow_down', interval} end
local since = counted and t - tonumber(counted)
if not since or since < 0 or since >= interval * 1000 - ${EARLY_TOLERANCE_MS} then
  redis.call('HSET', KEYS[1], 'p', t .. ' ' .. ARGV[6])
  return {'pending', interval, left}
end
if since > ${BURST_MS} then
  interval = math.max(interval, math.min(interval + ${SLOW_DOWN_STEP}, ${MAX_INTERVAL}))
  redis.call('HSET', KEYS[1], 'p', t .. ' ' .. ARGV[6] .. ' slow', 'n', interval)
end
return {'slow_down', interval}
`);
