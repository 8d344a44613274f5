import { runAll } from '../load.js';
import type { Operation } from './operation.js';
import { approve, redeem, requestFor } from './steps.js';

const WIDTH = 16;

/** The poll that gets the tokens of an approved request. */
export const redemption: Operation = {
  name: 'redemption',
  async prepare(target, users) {
    const ids: string[] = [];
    await runAll(
      users.map((user) => async () => {
        ids.push(await requestFor(target.http, user));
        await approve(target.http, user);
      }),
      WIDTH,
    );
    return ids.map((id) => () => redeem(target, id));
  },
};
