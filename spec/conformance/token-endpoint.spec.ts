import { VARIANTS } from './support/clients.js';
import { expectError, expectPending } from './support/expect.js';
import { suiteHost } from './support/host.js';

const host = suiteHost();

it.each(VARIANTS)(
  "fapi-ciba-id1-ensure-wrong-auth-req-id-in-token-endpoint-request: refuses another client's auth_req_id with %s",
  async (variant) => {
    const plan = host.plan(variant);
    const { first, second } = plan;
    const authReqId = await plan.begin(first);
    expectError(await plan.poll(second, authReqId), [400, 'invalid_grant']);
    expectPending(await plan.poll(first, authReqId));
  },
);
