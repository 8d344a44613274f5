import { ATTEMPTS } from '../../../request/number-matching.js';
import { guard } from './guard.js';
import { type Script, script } from './script.js';

/**
 * Decides a pending request; judged in the order unknown, wrong_user, expired, state, step_up, the number.
 *
 * KEYS  1 request (hash)
 *       2 the user's pending requests (sorted set)
 *       3 outbox (sorted set: selector by the time it is due)
 *       4 dead letters (sorted set: selector by the time it was buried)
 *       5 the user's guard (hash: what is remembered by clientId, see guard.ts)
 * ARGV  1 now or ''   2 approval secret   3 the state it becomes   4 content of the decision (canonical JSON)
 *       5 selector   6 channel to tell   7 1 if the client never heard of the request
 *       8 1 for an approval that names no acr   9 ms for which the user wants to hear nothing of the client, or ''
 *       10 mark of the call   11 what stands for the user on the channel, or ''
 *       12 the number given with an approval, or ''   13 sub of the user who decides; left out when no user is asked for
 * Notes   the same mark again, as a resent command bears it, is accepted again, or was a mismatch again and costs no other attempt
 *         how long it takes to compare a number tells nothing that the answer does not: two digits, which may be given once or three times
 *         a report holds whatever has become of the request
 *         told last, and come what may: a user of Redis without the right to the channel must not have half of a decision
 *         whoever is asking the user from the queue, or says twice that it has asked, has a ticket no longer; what a client never heard of it is not told of
 * Output  {'accepted', clientId, sub, notifies}   notifies = 1 if the client is to be told
 *         {'mismatch', clientId, sub, notifies, attempts left}   with 0 left it is denied
 *         {'repeated' | 'conflict' | 'expired' | 'unknown' | 'wrong_user' | 'step_up' | 'number_needed'}
 */
export const DECIDE: Script = script(`
${guard('KEYS[5]')}
local function forget()
  redis.call('ZREM', KEYS[3], ARGV[5])
  redis.call('ZREM', KEYS[4], ARGV[5])
  redis.call('HDEL', KEYS[1], 'B')
end
local function tellUser()
  if ARGV[11] ~= '' then redis.pcall('PUBLISH', ARGV[6], ARGV[11]) end
end
local function tell()
  redis.pcall('PUBLISH', ARGV[6], ARGV[5])
  tellUser()
end
local r = redis.call('HMGET', KEYS[1], 'a', 'u', 's', 'e', 'D', 'c', 'z', 'm', 'Y', 'E', 'M', 'V', 't')
if not r[1] or r[1] ~= ARGV[2] then return unknown() end
if ARGV[13] and r[2] ~= ARGV[13] then return {'wrong_user'} end
local t = now()
local own = remembered(redis.call('HGET', KEYS[5], r[6]), t)
if ARGV[9] ~= '' then
  own.blockedUntil = t + tonumber(ARGV[9])
  remember(r[6], own, t)
end
-- Of a request without a mode, which polls, nobody is told.
local told = r[8] and ARGV[7] ~= '1' and 1 or 0
local marks, length = r[13] or '', #ARGV[10]
local most = r[12] and #r[12] > 2 and ${ATTEMPTS.pick} or ${ATTEMPTS.type}
local known = string.find(marks, ARGV[10], 1, true)
if known then return {'mismatch', r[6], r[2], r[11] == ARGV[10] and told or 0, most - math.ceil(known / length)} end
if r[11] == ARGV[10] then return {'accepted', r[6], r[2], told} end
if t >= tonumber(r[4]) then return {'expired'} end
local state = r[3] or 'pending'
if state == 'pending' then
  if r[10] and ARGV[8] == '1' then return {'step_up'} end
  local outcome, left, becomes, content = 'accepted', nil, ARGV[3], ARGV[4]
  if becomes == 'approved' and r[12] and string.sub(r[12], 1, 2) ~= ARGV[12] then
    if ARGV[12] == '' then return {'number_needed'} end
    outcome, left, becomes, content = 'mismatch', most - #marks / length - 1, 'denied', '{}'
    redis.call('HSET', KEYS[1], 't', marks .. ARGV[10])
    if left > 0 then
      tellUser()
      return {outcome, r[6], r[2], 0, left}
    end
  end
  redis.call('HSET', KEYS[1], 's', becomes, 'z', becomes, 'D', content, 'T', t, 'M', ARGV[10])
  redis.call('ZREM', KEYS[2], ARGV[5] .. ' ' .. r[6])
  if becomes == 'denied' then
    own.denials, own.deniedAt = own.denials + 1, t
    remember(r[6], own, t)
  elseif becomes == 'approved' and own.denials > 0 then
    own.denials, own.deniedAt = 0, 0
    remember(r[6], own, t)
  end
  forget()
  redis.call('HDEL', KEYS[1], 'K')
  if told == 0 then
    tell()
    return {outcome, r[6], r[2], 0, left}
  end
  redis.call('HDEL', KEYS[1], 'A')
  redis.call('ZADD', KEYS[3], math.max(t, tonumber(r[9] or 0)), ARGV[5])
  local kept = redis.call('PTTL', KEYS[1])
  if redis.call('PTTL', KEYS[3]) < kept then redis.call('PEXPIRE', KEYS[3], kept) end
  tell()
  return {outcome, r[6], r[2], 1, left}
end
if ARGV[7] == '1' then forget() end
return {r[7] == ARGV[3] and r[5] == ARGV[4] and 'repeated' or 'conflict'}
`);
