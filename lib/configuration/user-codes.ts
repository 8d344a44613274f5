import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import type { CibaOptions } from '../options.js';
import type { AttemptLimit } from '../request/attempts.js';
import { requireWholeSeconds } from './checks.js';
import { YEAR } from './durations.js';

/** Completes the limit on wrong user codes; `false` turns it off. @throws ConfigurationError */
export function userCodeAttemptsOf(given: CibaOptions['userCodeAttempts'] = {}): AttemptLimit | undefined {
  if (given === false) return undefined;
  const { most = 5, seconds = 900 } = requireKnown(given, {
    prefix: 'option userCodeAttempts.',
    names: ['most', 'seconds'],
  });
  if (!Number.isInteger(most) || most < 1)
    throw new ConfigurationError('ERR_CIBA_ATTEMPTS', 'userCodeAttempts.most is a whole number above 0');
  return { most, seconds: requireWholeSeconds('userCodeAttempts.seconds', seconds, YEAR) };
}
