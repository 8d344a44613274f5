import { describe, expect, it } from '@jest/globals';
import { unknownId } from '../support/client-assertions.js';
import { watchedHost } from '../support/client-host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll } from '../support/http-requests.js';
import { keyRing, TOKEN, toldClient } from '../support/receiver-host.js';

const client = toldClient('push', { endpoint: 'https://client.example.com/cb' });
const description = 'Push clients do not use this grant.';

/** A host of one push client, over a store that writes down its calls. */
function pushHost() {
  return watchedHost({ deliveryModes: ['push'], clients: [client], notification: { keyRing } });
}

describe('a push client at the token endpoint', () => {
  it.each<[string, () => string | undefined]>([
    ['an id that was never issued', unknownId],
    ['text that is no id', () => 'made-up'],
    ['no id', () => undefined],
    ['an empty id', () => ''],
  ])('hears 403 with %s, before any store is asked', async (_what, id) => {
    const host = pushHost();
    const res = await poll(host, id(), { client });
    expectRefusal(res, [403, 'unauthorized_client'], { description });
    expect(host.stored).toEqual([]);
    await host.ciba.close();
  });

  it('hears 403 with an id of its own too', async () => {
    const host = pushHost();
    const { body } = await ask(host, { client_notification_token: TOKEN }, { client });
    host.stored.length = 0;
    const res = await poll(host, body.auth_req_id, { client });
    expectRefusal(res, [403, 'unauthorized_client'], { description });
    expect(host.stored).not.toContain('poll');
    await host.ciba.close();
  });

  it('hears 401 first where it did not prove who it is', async () => {
    const host = pushHost();
    const res = await poll(host, unknownId(), { client: { ...client, client_secret: 'wrong' } });
    expectRefusal(res, [401, 'invalid_client']);
    await host.ciba.close();
  });
});
