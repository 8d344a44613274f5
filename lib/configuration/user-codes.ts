import type { CibaOptions } from '../options.js';
import type { AttemptLimit } from '../request/attempts.js';
import { attemptLimit } from './attempt-limit.js';

/** Completes the limit on wrong user codes; `false` turns it off. @throws ConfigurationError */
export function userCodeAttemptsOf(given: CibaOptions['userCodeAttempts'] = {}): AttemptLimit | undefined {
  return attemptLimit('userCodeAttempts', given, { most: 5, seconds: 900 });
}

/** Completes the limit on wrong client secrets; `false` turns it off. @throws ConfigurationError */
export function secretAttemptsOf(given: CibaOptions['secretAttempts'] = {}): AttemptLimit | undefined {
  return attemptLimit('secretAttempts', given, { most: 10, seconds: 300 });
}
