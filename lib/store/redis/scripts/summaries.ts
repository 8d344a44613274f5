import { type Script, script } from './script.js';

/**
 * Reads what operators may see of requests, and nothing else of them.
 *
 * KEYS  the requests (hashes)
 * ARGV  1 now or ''
 * Output  {{state, clientId, sub, delivery mode, scope, receivedAt, expiresAt}, ...} in the order of the keys; {} for one that is gone
 */
export const SUMMARIES: Script = script(`
local t = now()
local found = {}
for i, key in ipairs(KEYS) do
  local r = redis.call('HMGET', key, 's', 'c', 'u', 'm', 'S', 'w', 'e')
  if r[7] then
    r[1] = r[1] or 'pending'
    r[6] = string.format('%.0f', r[7] - r[6] * 1000)
    if r[1] ~= 'redeemed' and t >= tonumber(r[7]) then r[1] = 'expired' end
    found[i] = r
  else
    found[i] = {}
  end
end
return found
`);
