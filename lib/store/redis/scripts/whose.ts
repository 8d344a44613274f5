import { type Script, script } from './script.js';

/**
 * Reads whose a request is, and where it stands, for what needs no approval id.
 *
 * KEYS  1 request (hash)
 * ARGV  1 now or ''
 * Output  {'found', sub, approval secret, 1 if it was not decided}
 *         {'unknown'}
 */
export const WHOSE: Script = script(`
local r = redis.call('HMGET', KEYS[1], 'u', 'a', 's')
if not r[1] then return unknown() end
return {'found', r[1], r[2], r[3] and 0 or 1}
`);
