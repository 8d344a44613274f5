import { createHash } from 'node:crypto';

/** A Lua script and the SHA-1 by which the server knows it. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

/**
 * Every script reads its time here: ARGV[1] in milliseconds where given (tests), the server's clock otherwise. And says here that a request is
 * unknown: by a write that changes nothing, which a replica that lags or has yet to load refuses, so that nobody hears invalid_grant of it.
 */
const PRELUDE = `
local function now()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function unknown()
  redis.call('HDEL', KEYS[1], '-')
  return {'unknown'}
end
`;

/** Makes a script out of its body. */
export function script(body: string): Script {
  const source = PRELUDE + body;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}
