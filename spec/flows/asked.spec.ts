import { describe, expect, it } from '@jest/globals';
import type { AuthenticationRequest, CibaAdapter, ProposedRequest } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { till } from '../support/host.js';
import { ask, poll } from '../support/http-requests.js';
import { startTold, type TellingHost, useStore, useTellingHosts } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { askSigned, signerOf } from '../support/signed-request.js';
import { storeCases } from '../support/stores.js';

const alice = { sub: 'alice' };
const beside = {
  binding_message: 'Zahlen Sie 5 € 👍',
  acr_values: ['urn:b', 'urn:a'],
  request_context: { ip: '192.0.2.1', geo: { lat: -0.5 }, list: [null, true] },
  claims: {
    id_token: { acr: { values: ['urn:a'] }, 'urn:ü': null },
    userinfo: { email: { essential: true } },
  },
  max_age: 300,
  ui_locales: ['de-CH', 'en'],
};
const narrowable = {
  authorization_details: [{ type: 'payment', amount: '5.00', to: { iban: 'DE02' } }, { type: 'account' }],
  resource: ['https://a.example/?x=1', 'urn:example:b'],
};
const asked = { scope: ['openid', 'pay'], ...narrowable, ...beside };

const claims = {
  ...asked,
  scope: 'openid pay',
  acr_values: 'urn:b urn:a',
  ui_locales: 'de-CH en',
};
const fields = {
  ...claims,
  max_age: '300',
  request_context: JSON.stringify(beside.request_context),
  claims: JSON.stringify(beside.claims),
  authorization_details: JSON.stringify(narrowable.authorization_details),
};

/** What the callbacks of a host were shown. */
interface Seen {
  readonly validated: ProposedRequest[];
  readonly notified: AuthenticationRequest[];
  readonly adapter: Partial<CibaAdapter>;
  /** The approval id. */
  readonly id: () => string;
}

function seen(): Seen {
  const validated: ProposedRequest[] = [];
  const notified: AuthenticationRequest[] = [];
  const adapter = {
    validateRequest: (request: ProposedRequest) => void validated.push(request),
    notifyUser: (request: AuthenticationRequest) => void notified.push(request),
  };
  return { validated, notified, adapter, id: () => notified.at(-1)?.id ?? '' };
}

function grantOf(client: CibaClient, deliveryMode: string): object {
  return { client, user: alice, sub: 'alice', auth_time: expect.any(Number), ...asked, deliveryMode };
}

/** Approval pages and callbacks were shown what was asked. */
async function expectShown(
  host: TellingHost,
  { validated, notified, id }: Seen,
  client: CibaClient,
): Promise<void> {
  const { client_id, client_name, backchannel_token_delivery_mode: deliveryMode = 'poll' } = client;
  const proposed = { client: { client_id, client_name }, user: alice, deliveryMode, ...asked };
  expect(validated).toEqual([proposed]);
  const request = {
    ...proposed,
    id: id(),
    state: 'pending',
    createdAt: expect.any(Date),
    expiresAt: expect.any(Date),
  };
  expect(notified).toEqual([request]);
  expect(await host.ciba.getRequest(id(), alice)).toEqual(notified[0]);
  expect(await host.ciba.listRequests(alice)).toEqual(notified);
}

describe.each(storeCases)('what a client asks for, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('is shown to everybody who approves, and to issueTokens: of a client that pings', async () => {
    const shown = seen();
    const { client, host, receiver } = await settingOf('ping', { adapter: shown.adapter });
    const { authReqId } = await startTold(host, client, fields);
    await expectShown(host, shown, client);
    await host.ciba.approve(shown.id(), alice);
    await receiver.called(1);
    const { status, body } = await poll(host, authReqId, { client });
    expect({ status, details: body.authorization_details, scope: body.scope }).toEqual({
      status: 200,
      details: asked.authorization_details,
      scope: 'openid pay',
    });
    expect(host.grants).toEqual([grantOf(client, 'ping')]);
  });

  it('is shown to everybody who approves, and to issueTokens: of a client that is pushed to', async () => {
    const shown = seen();
    const { client, host, receiver } = await settingOf('push', { adapter: shown.adapter });
    const { authReqId } = await startTold(host, client, fields);
    await expectShown(host, shown, client);
    await host.ciba.approve(shown.id(), alice);
    await receiver.called(1);
    expect(JSON.parse(receiver.calls[0]?.body ?? '{}')).toMatchObject({
      authorization_details: asked.authorization_details,
      scope: 'openid pay',
    });
    expect(host.grants).toEqual([{ ...grantOf(client, 'push'), auth_req_id: authReqId }]);
  });
});

describe.each(storeCases)('what a client that polls asks for, over $name,', (storeCase) => {
  const hostOver = useTellingHosts();
  const store = useStore(storeCase);

  it('is shown to everybody who approves, and to issueTokens', async () => {
    const shown = seen();
    const host = await hostOver(store(), { adapter: shown.adapter });
    const { body } = await ask(host, fields);
    await expectShown(host, shown, till);
    await host.ciba.approve(shown.id(), alice);
    expect((await poll(host, body.auth_req_id)).status).toBe(200);
    expect(host.grants).toEqual([grantOf(till, 'poll')]);
  });

  it('is the same in a signed request', async () => {
    const shown = seen();
    const signer = signerOf('ES256');
    const host = await hostOver(store(), { clients: [signer.client], adapter: shown.adapter });
    const { body } = await askSigned(host, signer, { claims });
    await expectShown(host, shown, signer.client);
    await host.ciba.approve(shown.id(), alice);
    expect((await poll(host, body.auth_req_id, { client: signer.client })).status).toBe(200);
    expect(host.grants).toEqual([grantOf(signer.client, 'poll')]);
  });

  it('is kept however little it is', async () => {
    const shown = seen();
    const host = await hostOver(store(), { adapter: shown.adapter });
    const { body } = await ask(host, { max_age: '0', claims: '{}', request_context: '{}', acr_values: 'a' });
    const least = { max_age: 0, claims: {}, request_context: {}, acr_values: ['a'] };
    expect(await host.ciba.getRequest(shown.id(), alice)).toMatchObject(least);
    await host.ciba.approve(shown.id(), alice);
    await poll(host, body.auth_req_id);
    expect(host.grants).toEqual([
      {
        client: till,
        user: alice,
        sub: 'alice',
        scope: ['openid'],
        auth_time: expect.any(Number),
        ...least,
        deliveryMode: 'poll',
      },
    ]);
  });

  it('has no member that was not asked for', async () => {
    const shown = seen();
    const host = await hostOver(store(), { adapter: shown.adapter });
    const { body } = await ask(host, {});
    await host.ciba.approve(shown.id(), alice);
    await poll(host, body.auth_req_id);
    const [grant = {}] = host.grants;
    expect(Object.keys(grant).sort()).toEqual([
      'auth_time',
      'client',
      'deliveryMode',
      'scope',
      'sub',
      'user',
    ]);
    expect(Object.keys(shown.validated[0] ?? {}).sort()).toEqual(['client', 'deliveryMode', 'scope', 'user']);
  });
});
