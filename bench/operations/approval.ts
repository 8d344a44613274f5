import { runAll } from '../load.js';
import type { Operation } from './operation.js';
import { approve, requestFor } from './steps.js';

const WIDTH = 16;

/** The approval of a pending request. */
export const approval: Operation = {
  name: 'approval',
  async prepare({ http }, users) {
    await runAll(
      users.map((user) => async () => void (await requestFor(http, user))),
      WIDTH,
    );
    return users.map((user) => () => approve(http, user));
  },
};
