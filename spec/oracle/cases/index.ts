import type { Case } from '../support/case.js';
import { assertions } from './assertions.js';
import { bodies } from './bodies.js';
import { certified } from './certified.js';
import { parameters } from './parameters.js';
import { polls } from './polls.js';
import { repetitions } from './repetitions.js';
import { secrets } from './secrets.js';
import { signedRequests } from './signed-requests.js';

/** Everything that is played, in the order of docs/differences.md. */
export const cases: readonly Case[] = [
  ...bodies,
  ...repetitions,
  ...parameters,
  ...secrets,
  ...assertions,
  ...certified,
  ...signedRequests,
  ...polls,
];
