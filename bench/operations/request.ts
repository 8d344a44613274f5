import type { Operation } from './operation.js';
import { requestFor } from './steps.js';

/** An authentication request of a user who has no other pending. */
export const request: Operation = {
  name: 'request',
  prepare: async ({ http }, users) => users.map((user) => async () => void (await requestFor(http, user))),
};
