/**
 * Reads and writes the guard of a user, whose key is named. What is remembered of one client's requests is a field:
 * `<denials> <deniedAt> <blockedUntil>|<prompts>`, the times of denials and blocks in ms, those of prompts in s, the earliest first. The same as
 * request/guard.ts.
 */
export const guard = (key: `KEYS[${number}]`): string => `
local function remembered(text)
  local own = {denials = 0, deniedAt = 0, blockedUntil = 0, prompts = {}}
  local denials, deniedAt, blockedUntil, prompts = string.match(text or '', '^(%d+) (%d+) (%d+)|(.*)$')
  if not denials then return own end
  own.denials, own.deniedAt, own.blockedUntil = tonumber(denials), tonumber(deniedAt), tonumber(blockedUntil)
  for at in string.gmatch(prompts, '%d+') do own.prompts[#own.prompts + 1] = tonumber(at) end
  return own
end
local function remember(client, own, ms)
  local facts = string.format('%.0f %.0f %.0f|', own.denials, own.deniedAt, own.blockedUntil)
  redis.call('HSET', ${key}, client, facts .. table.concat(own.prompts, ' '))
  if redis.call('PTTL', ${key}) < ms then redis.call('PEXPIRE', ${key}, ms) end
end
`;
