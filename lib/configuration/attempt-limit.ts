import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import type { AttemptLimit } from '../request/attempts.js';
import { requireWholeSeconds } from './checks.js';
import { YEAR } from './durations.js';

/** Completes a limit on wrong attempts; `false` turns it off. @throws ConfigurationError */
export function attemptLimit(
  option: 'userCodeAttempts' | 'secretAttempts',
  given: Partial<AttemptLimit> | false,
  defaults: AttemptLimit,
): AttemptLimit | undefined {
  if (given === false) return undefined;
  const { most = defaults.most, seconds = defaults.seconds } = requireKnown(given, {
    prefix: `option ${option}.`,
    names: ['most', 'seconds'],
  });
  if (!Number.isInteger(most) || most < 1)
    throw new ConfigurationError('ERR_CIBA_ATTEMPTS', `${option}.most is a whole number above 0`);
  return { most, seconds: requireWholeSeconds(`${option}.seconds`, seconds, YEAR) };
}
