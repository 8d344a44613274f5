import { type Script, script } from './script.js';

/**
 * Stores a new request unless a cap refuses it.
 *
 * KEYS  1 request (hash)
 *       2 the user's pending requests (sorted set: "<selector> <clientId>" by expiry)
 *       3 outbox (sorted set: selector by the time it is due); left out where the user is asked at once
 * ARGV  1 now or ''   2 age ms   3 lifetime ms   4 retention ms
 *       5 pendingPerUser or ''   6 pendingPerClientAndUser or ''   7 selector   8 clientId
 *       9 ms from when on the client may be told unacknowledged, or ''
 *       10... field, value, field, value of the record (codec.ts), secret hash `h` first
 * Output  {'created', receivedAt, expiresAt}
 *         {'limited', cap name, ms until the first request that counts expires}
 * Error   'CIBA the selector is taken': by another secret, which random numbers do not do
 * Notes   the same selector and secret again is `created` again (a resent command)
 *         the user's last free slot is kept for a client that has none pending (request/caps.ts)
 */
export const CREATE: Script = script(`
local t = now()
local known = redis.call('HMGET', KEYS[1], 'h', 't', 'e')
if known[1] == ARGV[11] then return {'created', tonumber(known[2]), tonumber(known[3])} end
if known[1] then return redis.error_reply('CIBA the selector is taken') end
local perUser, perClient = tonumber(ARGV[5]), tonumber(ARGV[6])
if perUser or perClient then
  local members = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', t), '+inf', 'WITHSCORES')
  local total, own, first, firstOwn = 0, 0, nil, nil
  for i = 1, #members, 2 do
    local expires = tonumber(members[i + 1])
    total = total + 1
    first = first or expires
    if string.sub(members[i], string.find(members[i], ' ', 1, true) + 1) == ARGV[8] then
      own = own + 1
      firstOwn = firstOwn or expires
    end
  end
  if perClient and own >= perClient then return {'limited', 'pendingPerClientAndUser', (firstOwn or t) - t} end
  if perUser and total >= perUser - (own > 0 and 1 or 0) then return {'limited', 'pendingPerUser', (first or t) - t} end
end
local received = t - tonumber(ARGV[2])
local expires = received + tonumber(ARGV[3])
local kept = math.max(1, expires + tonumber(ARGV[4]) - t)
redis.call('HSET', KEYS[1], 't', received, 'e', expires, unpack(ARGV, 10))
if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'Y', t + tonumber(ARGV[9])) end
redis.call('PEXPIRE', KEYS[1], kept)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', t))
redis.call('ZADD', KEYS[2], expires, ARGV[7] .. ' ' .. ARGV[8])
if redis.call('PTTL', KEYS[2]) < kept then redis.call('PEXPIRE', KEYS[2], kept) end
if KEYS[3] then
  redis.call('ZADD', KEYS[3], t, ARGV[7])
  if redis.call('PTTL', KEYS[3]) < kept then redis.call('PEXPIRE', KEYS[3], kept) end
end
return {'created', received, expires}
`);
