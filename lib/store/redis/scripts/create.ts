import { guard } from './guard.js';
import { type Script, script } from './script.js';

/**
 * Stores a new request unless a cap refuses it.
 *
 * KEYS  1 request (hash)
 *       2 the user's pending requests (sorted set: "<selector> <clientId>" by expiry)
 *       3 the user's guard (hash: what is remembered by clientId, see guard.ts)
 *       4 outbox (sorted set: selector by the time it is due)
 *       5 the latest request like this one (string: its selector, for as long as it lives)
 * ARGV  1 now or ''   2 age ms   3 lifetime ms   4 retention ms
 *       5 pendingPerUser or ''   6 pendingPerClientAndUser or ''   7 selector   8 clientId
 *       9 ms from when on the client may be told unacknowledged, or ''
 *       10 promptsPerUser or ''   11 its seconds   12 promptsPerClientAndUser or ''   13 its seconds
 *       14 coolDown seconds or ''   15 coolDown seconds at most   16 seconds for which prompts are remembered
 *       17 1 where the user is asked from the outbox   18 1 where a request like this one matters   19 selectors of those that are over, or will be once this one has taken their place
 *       20 channel to tell   21 what stands there for the user, or ''
 *       22... field, value, field, value of the record (codec.ts), secret hash `h` first
 * Output  {'created', receivedAt, expiresAt}
 *         {'limited', cap name, ms until there is room}
 *         {'similar', selector}   one like this may be pending, and no cap refuses this one in its place
 * Error   'CIBA the selector is taken': by another secret, which random numbers do not do
 * Notes   the same selector and secret again is `created` again (a resent command)
 *         judged in the order of request/guard.ts, then the pending requests, then those like this one
 *         all is read and judged before the first write
 *         told last, and come what may, as by DECIDE
 *         the user's last free slot is kept for a client that has none pending (request/caps.ts)
 */
export const CREATE: Script = script(`
${guard('KEYS[3]')}
local function fullUntil(prompts, most, seconds, t)
  local live = {}
  for _, at in ipairs(prompts) do if at * 1000 > t - seconds * 1000 then live[#live + 1] = at end end
  if #live < most then return nil end
  return (live[#live - most + 1] + seconds) * 1000
end
local t = now()
local known = redis.call('HMGET', KEYS[1], 'h', 'e')
if known[1] == ARGV[23] then return {'created', tonumber(known[2]) - tonumber(ARGV[3]), tonumber(known[2])} end
if known[1] then return redis.error_reply('CIBA the selector is taken') end
local own, all, forgotten = remembered(nil, t), {}, {}
local guard = redis.call('HGETALL', KEYS[3])
for i = 1, #guard, 2 do
  local theirs = remembered(guard[i + 1], t)
  if guard[i] == ARGV[8] then own = theirs end
  if forgottenAt(theirs) <= t then forgotten[#forgotten + 1] = guard[i] end
  for _, at in ipairs(theirs.prompts) do all[#all + 1] = at end
end
if t < own.blockedUntil then return {'limited', 'reported', own.blockedUntil - t} end
if ARGV[14] ~= '' and own.denials > 1 then
  local cooled = own.deniedAt + math.min(tonumber(ARGV[14]) * 2 ^ (own.denials - 2), tonumber(ARGV[15])) * 1000
  if t < cooled then return {'limited', 'coolDown', cooled - t} end
end
if ARGV[12] ~= '' then
  local free = fullUntil(own.prompts, tonumber(ARGV[12]), tonumber(ARGV[13]), t)
  if free then return {'limited', 'promptsPerClientAndUser', free - t} end
end
if ARGV[10] ~= '' then
  table.sort(all)
  local free = fullUntil(all, tonumber(ARGV[10]), tonumber(ARGV[11]), t)
  if free then return {'limited', 'promptsPerUser', free - t} end
end
local like = ARGV[18] == '1' and redis.call('GET', KEYS[5])
if like and string.find(ARGV[19], like, 1, true) then like = nil end
local perUser, perClient = tonumber(ARGV[5]), tonumber(ARGV[6])
if perUser or perClient then
  local members = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', t), '+inf', 'WITHSCORES')
  local total, ofClient, first, firstOwn = 0, 0, nil, nil
  for i = 1, #members, 2 do
    local expires = tonumber(members[i + 1])
    local selector, client = string.match(members[i], '^(%S+) (.*)$')
    if selector ~= like and not string.find(ARGV[19], selector, 1, true) then
      total = total + 1
      first = first or expires
      if client == ARGV[8] then
        ofClient = ofClient + 1
        firstOwn = firstOwn or expires
      end
    end
  end
  if perClient and ofClient >= perClient then return {'limited', 'pendingPerClientAndUser', (firstOwn or t) - t} end
  if perUser and total >= perUser - (ofClient > 0 and 1 or 0) then return {'limited', 'pendingPerUser', (first or t) - t} end
end
if like then return {'similar', like} end
local received = t - tonumber(ARGV[2])
local expires = received + tonumber(ARGV[3])
local live = math.max(1, math.ceil(expires - t))
local kept = math.max(1, math.ceil(expires + tonumber(ARGV[4]) - t))
local back = tonumber(ARGV[16])
if back > 0 then
  local prompts = {}
  for _, at in ipairs(own.prompts) do if t < (at + back) * 1000 then prompts[#prompts + 1] = at end end
  prompts[#prompts + 1] = math.ceil(t / 1000)
  own.prompts, own.seconds = prompts, back
end
redis.call('HSET', KEYS[1], 'e', expires, unpack(ARGV, 22))
if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'Y', t + tonumber(ARGV[9])) end
redis.call('PEXPIRE', KEYS[1], kept)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', t))
redis.call('ZADD', KEYS[2], expires, ARGV[7] .. ' ' .. ARGV[8])
if redis.call('PTTL', KEYS[2]) < kept then redis.call('PEXPIRE', KEYS[2], kept) end
for _, client in ipairs(forgotten) do redis.call('HDEL', KEYS[3], client) end
if back > 0 then remember(ARGV[8], own, t) end
if ARGV[18] == '1' then redis.call('SET', KEYS[5], ARGV[7], 'PX', live) end
if ARGV[17] == '1' then
  redis.call('ZADD', KEYS[4], t, ARGV[7])
  if redis.call('PTTL', KEYS[4]) < kept then redis.call('PEXPIRE', KEYS[4], kept) end
end
if ARGV[21] ~= '' then redis.pcall('PUBLISH', ARGV[20], ARGV[21]) end
return {'created', received, expires}
`);
