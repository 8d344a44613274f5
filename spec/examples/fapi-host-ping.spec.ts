import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Authority, certificateAuthority } from '../support/certificates.js';
import { CIBA_GRANT } from '../support/host.js';
import { approve, ask, type FapiClient, fapiClient, token } from './support/fapi-client.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';
import { type Receiver, receiver } from './support/receiver.js';

jest.setTimeout(60_000);

const NOTIFICATION = { allowLoopback: true, ca: 'receivers-ca.crt' };

describe('the FAPI host calls its clients', () => {
  let folder: FapiFolder;
  let authority: Authority;
  let own: Receiver;
  let host: FapiHost;

  beforeAll(async () => {
    [folder, authority] = await Promise.all([fapiFolder(), certificateAuthority('Receivers CA')]);
    writeFileSync(join(folder.path, NOTIFICATION.ca), authority.cert);
    own = await receiver(authority);
  });
  afterEach(() => host.stop());
  afterAll(async () => {
    await own.close();
    folder.remove();
  });

  /** A request of a client that is called back, by a token of its own. */
  const asked = async (client: FapiClient, client_notification_token: string): Promise<string> => {
    const { status, body } = await ask(host, client, { client_notification_token });
    expect({ status, interval: body.interval }).toEqual({ status: 200, interval: 5 });
    return String(body.auth_req_id);
  };

  it('by ping under the profile, after approval and denial alike, and never a client that polls', async () => {
    const [pinged, polling] = await Promise.all([fapiClient('c1', folder), fapiClient('c2', folder)]);
    const ping = {
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: own.url,
    };
    host = await startFapiHost(folder, {
      ...{ profile: 'fapi-ciba', deliveryModes: ['poll', 'ping'], testApproval: true, caps: false },
      notification: NOTIFICATION,
      clients: [
        { ...pinged.metadata, ...ping },
        { ...polling.metadata, backchannel_client_notification_endpoint: own.url },
      ],
    });
    const polled = (client: FapiClient, auth_req_id: string) =>
      token(host, client, { grant_type: CIBA_GRANT, auth_req_id });
    const unpinged = String((await ask(host, polling)).body.auth_req_id);
    const ids = [await asked(pinged, 'token-1'), await asked(pinged, 'token-2')] as const;
    expect((await approve(host, unpinged)).status).toBe(204);
    expect((await approve(host, ids[0])).status).toBe(204);
    expect(await own.call(1)).toMatchObject({
      method: 'POST',
      path: '/pings',
      headers: { authorization: 'Bearer token-1', 'content-type': 'application/json' },
      body: { auth_req_id: ids[0] },
    });
    expect((await polled(pinged, ids[0])).status).toBe(200);
    expect((await approve(host, ids[1], 'deny')).status).toBe(204);
    expect(await own.call(2)).toMatchObject({
      headers: { authorization: 'Bearer token-2' },
      body: { auth_req_id: ids[1] },
    });
    expect(await polled(pinged, ids[1])).toMatchObject({ status: 400, body: { error: 'access_denied' } });
    expect((await polled(polling, unpinged)).status).toBe(200);
    expect(own.calls.map(({ body }) => body)).toEqual(ids.map((auth_req_id) => ({ auth_req_id })));
  });

  it('by push without the profile, with a key that it makes itself, where the authority of the receiver is known', async () => {
    const client_id = 'till';
    const headers = { Authorization: `Basic ${btoa(`${client_id}:till-secret`)}` };
    const before = own.calls.length;
    host = await startFapiHost(folder, {
      ...{ deliveryModes: ['push'], testApproval: true, notification: NOTIFICATION },
      clients: [
        {
          ...{ client_id, client_secret: 'till-secret', backchannel_token_delivery_mode: 'push' },
          backchannel_client_notification_endpoint: own.url,
        },
      ],
    });
    const form = { scope: 'openid', login_hint: 'alice', client_notification_token: 'token-3' };
    const { body } = await host.call('/bc-authorize', { headers, form });
    const { auth_req_id } = body;
    expect(body).toEqual({ auth_req_id: expect.any(String), expires_in: 300 });
    expect((await approve(host, auth_req_id)).status).toBe(204);
    expect(await own.call(before + 1)).toMatchObject({
      headers: { authorization: 'Bearer token-3' },
      body: { auth_req_id, access_token: expect.any(String), id_token: expect.any(String) },
    });
  });
});
