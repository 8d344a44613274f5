import { describe, expect, it } from '@jest/globals';
import { expectRefusal } from '../support/http-answers.js';
import { poll } from '../support/http-requests.js';
import { startTold } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

describe.each(storeCases)('a ping client that polls, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('is held to the interval as any other, and hears of the approval at once', async () => {
    const { client, host } = await settingOf('ping');
    const { authReqId, id } = await startTold(host, client);
    expectRefusal(await poll(host, authReqId, { client }), [400, 'authorization_pending'], { retryAfter: 5 });
    await host.pass(1000);
    expectRefusal(await poll(host, authReqId, { client }), [400, 'slow_down'], { retryAfter: 10 });
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId, { client })).status).toBe(200);
  });
});
