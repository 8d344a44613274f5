import { setTimeout as sleep } from 'node:timers/promises';
import { VARIANTS } from './support/clients.js';
import { expectAcknowledged, expectError, expectPending } from './support/expect.js';
import { suiteHost } from './support/host.js';

const host = suiteHost();

it.each(VARIANTS)(
  'fapi-ciba-id1-auth-req-id-expired: says expired_token once the requested lifetime is over, with %s',
  async (variant) => {
    const plan = host.plan(variant);
    const answer = await plan.ask(plan.first, { parameters: { requested_expiry: 2 } });
    const authReqId = expectAcknowledged(answer);
    expect(answer.body.expires_in).toBe(2);
    expectPending(await plan.poll(plan.first, authReqId));
    await sleep(2000);
    expectError(await plan.poll(plan.first, authReqId), [400, 'expired_token']);
  },
);
