import type { Operation } from './operation.js';
import { approve, redeem, requestFor } from './steps.js';

/** Request, approval and redemption. */
export const flow: Operation = {
  name: 'flow',
  prepare: async (target, users) =>
    users.map((user) => async () => {
      const id = await requestFor(target.http, user);
      await approve(target.http, user);
      await redeem(target, id);
    }),
};
