import { DENIALS_REMEMBERED } from '../../../request/guard.js';

/** Seconds for which prompts are remembered where a field does not say: the default of both rates. */
const USUAL = 600;

/**
 * Reads and writes the guard of a user, whose key is named. What is remembered of one client's requests is a field:
 * `<denials> <deniedAt> <blockedUntil>|<prompts>|<seconds>`, with nothing before the bar where all three are 0, and neither the last bar nor the
 * seconds for which prompts are remembered where these are 600; the times of denials and blocks in ms, those of prompts in s, the earliest first.
 * The same as request/guard.ts. What is read is what still matters; a field of which nothing does is removed when it is written.
 */
export const guard = (key: `KEYS[${number}]`): string => `
local function remembered(text, t)
  local own = {denials = 0, deniedAt = 0, blockedUntil = 0, prompts = {}}
  local facts, prompts, seconds = string.match(text or '|', '^([^|]*)|([^|]*)|?(%d*)$')
  own.seconds = tonumber(seconds) or ${USUAL}
  local denials, deniedAt, blockedUntil = string.match(facts, '^(%d+) (%d+) (%d+)$')
  if denials and t < deniedAt + ${DENIALS_REMEMBERED}000 then own.denials, own.deniedAt = tonumber(denials), tonumber(deniedAt) end
  if denials and t < tonumber(blockedUntil) then own.blockedUntil = tonumber(blockedUntil) end
  for at in string.gmatch(prompts, '%d+') do
    if t < (at + own.seconds) * 1000 then own.prompts[#own.prompts + 1] = tonumber(at) end
  end
  return own
end
local function forgottenAt(own)
  local latest = own.prompts[#own.prompts]
  local denied = own.denials > 0 and own.deniedAt + ${DENIALS_REMEMBERED}000 or 0
  return math.max(latest and (latest + own.seconds) * 1000 or 0, denied, own.blockedUntil)
end
local function remember(client, own, t)
  local ms = math.ceil(forgottenAt(own) - t)
  if ms <= 0 then
    redis.call('HDEL', ${key}, client)
    return
  end
  local text = '|' .. table.concat(own.prompts, ' ')
  if own.denials > 0 or own.blockedUntil > 0 then
    text = string.format('%.0f %.0f %.0f', own.denials, own.deniedAt, own.blockedUntil) .. text
  end
  if #own.prompts > 0 and own.seconds ~= ${USUAL} then text = text .. '|' .. own.seconds end
  redis.call('HSET', ${key}, client, text)
  if redis.call('PTTL', ${key}) < ms then redis.call('PEXPIRE', ${key}, ms) end
end
`;
