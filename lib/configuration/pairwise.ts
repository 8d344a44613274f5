import type { PairwiseSubjects } from '../client/pairwise/pairwise-subjects.js';
import { ConfigurationError } from '../errors.js';

/** What makes pairwise subject identifiers, where there is such. @throws ConfigurationError */
export function requirePairwise(given: PairwiseSubjects | undefined): PairwiseSubjects | undefined {
  if (given === undefined) return undefined;
  if (typeof given?.pseudonymOf === 'function' && typeof given.subOf === 'function') return given;
  throw new ConfigurationError(
    'ERR_CIBA_PAIRWISE',
    'pairwise is pairwiseSubjects(key), or has functions pseudonymOf and subOf of your own',
  );
}
