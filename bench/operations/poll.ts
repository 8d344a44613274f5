import { runAll } from '../load.js';
import type { Operation } from './operation.js';
import { pollPending, requestFor } from './steps.js';

const WIDTH = 16;

/** The first poll of a pending request. */
export const poll: Operation = {
  name: 'poll',
  async prepare({ http }, users) {
    const ids: string[] = [];
    await runAll(
      users.map((user) => async () => void ids.push(await requestFor(http, user))),
      WIDTH,
    );
    return ids.map((id) => () => pollPending(http, id));
  },
};
