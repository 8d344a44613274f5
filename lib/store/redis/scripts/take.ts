import { type Script, script } from './script.js';

/**
 * Takes what is due, for as long as the lease runs.
 *
 * KEYS  1 outbox (sorted set: selector by the time it is due)
 * ARGV  1 now or ''   2 most to take   3 lease ms
 * Output  {selector, selector, ...}, the longest due first
 */
export const TAKE: Script = script(`
local t = now()
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', t), 'LIMIT', 0, ARGV[2])
for _, selector in ipairs(due) do redis.call('ZADD', KEYS[1], 'XX', t + tonumber(ARGV[3]), selector) end
return due
`);

/**
 * Draws a ticket for each of the requests that were taken, and reads them.
 *
 * KEYS  the requests (hashes)
 * ARGV  1 now or ''   2 mark of the tickets
 * Output  {{over, all fields}, ...} in the order of the keys; over = 1 if its lifetime is; {} for one that is gone,
 *         or was decided since it was taken and waits for its client to be acknowledged
 */
export const DRAW_TICKETS: Script = script(`
local t = now()
local drawn = {}
for i, key in ipairs(KEYS) do
  local r = redis.call('HMGET', key, 'e', 's', 'Y')
  local expires = r[1]
  local early = r[2] and r[3] and t < tonumber(r[3])
  if expires and not early then
    redis.call('HSET', key, 'K', ARGV[2])
    drawn[i] = {t >= tonumber(expires) and 1 or 0, redis.call('HGETALL', key)}
  else
    drawn[i] = {}
  end
end
return drawn
`);
