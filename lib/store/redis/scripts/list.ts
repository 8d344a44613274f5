import { type Script, script } from './script.js';

/**
 * Names a user's pending requests, the latest to expire first.
 *
 * KEYS  1 the user's pending requests (sorted set)
 * ARGV  1 now or ''   2 most entries to answer with
 * Output  {selector, selector, ...}
 */
export const LIST: Script = script(`
local members = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. string.format('%.0f', now()), 'LIMIT', 0, ARGV[2])
local selectors = {}
for i, member in ipairs(members) do
  selectors[i] = string.sub(member, 1, string.find(member, ' ', 1, true) - 1)
end
return selectors
`);

/**
 * Reads those of the named requests that are still pending.
 *
 * KEYS  the requests (hashes)
 * ARGV  1 now or ''
 * Output  {all fields, ...} in the order of the keys; {} for one that is gone or no longer pending
 */
export const READ_PENDING: Script = script(`
local t = now()
local found = {}
for i, key in ipairs(KEYS) do
  local r = redis.call('HMGET', key, 's', 'e')
  local pending = r[2] and not r[1] and t < tonumber(r[2])
  found[i] = pending and redis.call('HGETALL', key) or {}
end
return found
`);
