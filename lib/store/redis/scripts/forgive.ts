import { type Script, script } from './script.js';

/**
 * An attempt turned out right, and does not count; where none is left that does, the next one is the first.
 *
 * KEYS  1 attempts (hash: `n` how many, `e` when they are forgotten)
 * ARGV  1 now or ''
 */
export const FORGIVE: Script = script(`
if tonumber(redis.call('HGET', KEYS[1], 'n') or 0) > 1 then
  redis.call('HINCRBY', KEYS[1], 'n', -1)
else
  redis.call('DEL', KEYS[1])
end
return 1
`);
