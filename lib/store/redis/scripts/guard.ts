/**
 * Reads and writes the guard of a user, whose key is named. What is remembered of one client's requests is a field:
 * `<denials> <deniedAt> <blockedUntil>|<prompts>`, with nothing before the bar where all three are 0; the times of denials and blocks in ms, those of prompts in s, the earliest first. The same as
 * request/guard.ts.
 */
export const guard = (key: `KEYS[${number}]`): string => `
local function remembered(text)
  local own = {denials = 0, deniedAt = 0, blockedUntil = 0, prompts = {}}
  local facts, prompts = string.match(text or '|', '^([^|]*)|(.*)$')
  local denials, deniedAt, blockedUntil = string.match(facts, '^(%d+) (%d+) (%d+)$')
  if denials then
    own.denials, own.deniedAt, own.blockedUntil = tonumber(denials), tonumber(deniedAt), tonumber(blockedUntil)
  end
  for at in string.gmatch(prompts, '%d+') do own.prompts[#own.prompts + 1] = tonumber(at) end
  return own
end
local function remember(client, own, ms)
  local facts = ''
  if own.denials > 0 or own.blockedUntil > 0 then
    facts = string.format('%.0f %.0f %.0f', own.denials, own.deniedAt, own.blockedUntil)
  end
  redis.call('HSET', ${key}, client, facts .. '|' .. table.concat(own.prompts, ' '))
  if redis.call('PTTL', ${key}) < ms then redis.call('PEXPIRE', ${key}, ms) end
end
`;
