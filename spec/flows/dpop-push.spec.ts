import { describe, expect, it } from '@jest/globals';
import type { CibaGrant } from '../../lib/adapter.js';
import { clientKey } from '../support/client-keys.js';
import { cnf } from '../support/dpop-host.js';
import { BACKCHANNEL_URL, proving, TOKEN_URL, thumbprintOf } from '../support/dpop-proofs.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';
import { TOKEN } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

const registered = { dpop_bound_access_tokens: true };
const asking = (key = clientKey('ES256')) => proving({ claims: { htu: BACKCHANNEL_URL }, key });
const fields = { client_notification_token: TOKEN };

describe.each(storeCases)('a client of DPoP that is told, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  /** A setting whose tokens are of the type that their grant asks for, or of the one that is given. */
  async function setting(
    mode: 'ping' | 'push',
    { type, ...wish }: { type?: string; registered?: object } = {},
  ) {
    const grants: CibaGrant[] = [];
    const issueTokens = (grant: CibaGrant) => {
      grants.push(grant);
      return { access_token: 'at', token_type: type ?? (grant.cnf?.jkt ? 'DPoP' : 'Bearer') };
    };
    return { ...(await settingOf(mode, { dpop: true, adapter: { issueTokens }, ...wish })), grants };
  }

  it.each([{}, registered])('has its push bound to the key of its request: %j', async (wish) => {
    const { host, client, receiver, grants } = await setting('push', { registered: wish });
    const key = clientKey('ES256');
    const { id } = await start(host, fields, { client, ...asking(key) });
    await start(host, fields, { client, ...asking() });
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    expect(grants.map((grant) => grant.cnf)).toEqual([{ jkt: thumbprintOf(key) }]);
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({
      access_token: 'at',
      token_type: 'DPoP',
    });
  });

  it('is refused without a proof where it demands one and is pushed to, and nobody is asked', async () => {
    const { host, client } = await setting('push', { registered });
    expectRefusal(await ask(host, fields, { client }), [400, 'invalid_dpop_proof'], {
      description: 'A DPoP proof is required: the tokens are bound to its key.',
    });
    expectRefusal(await ask(host, fields, { client, ...proving({ claims: { htu: TOKEN_URL } }) }), [
      400,
      'invalid_dpop_proof',
    ]);
    await expectNothingAsked(host);
  });

  it('is pushed unbound tokens where it demands and proves nothing', async () => {
    const { host, client, receiver, grants } = await setting('push');
    const { id } = await start(host, fields, { client });
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    expect(grants[0]).not.toHaveProperty('cnf');
  });

  it.each([registered, { tls_client_certificate_bound_access_tokens: true }])(
    'is pushed no tokens where it has demanded bound ones since: %j',
    async (demand) => {
      const { host, client, receiver, grants } = await setting('push');
      const { id } = await start(host, fields, { client });
      host.clients.splice(host.clients.indexOf(client), 1, { ...client, ...demand });
      await host.ciba.approve(id, { sub: 'alice' });
      await receiver.called(1);
      expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ error: 'transaction_failed' });
      expect(grants).toEqual([]);
    },
  );

  it('is pushed nothing of another type: a fault of the host', async () => {
    const { host, client, receiver } = await setting('push', { type: 'Bearer' });
    const { id } = await start(host, fields, { client, ...asking() });
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ error: 'transaction_failed' });
    expect(JSON.stringify(receiver.calls)).not.toContain('access_token');
  });

  it('redeems by the key of its request where it is pinged', async () => {
    const { host, client, receiver, grants } = await setting('ping', { registered });
    const { id, authReqId } = await start(host, fields, {
      client,
      ...proving({ claims: { htu: BACKCHANNEL_URL } }),
    });
    await host.ciba.approve(id, { sub: 'alice' });
    await receiver.called(1);
    const stolen = await poll(host, authReqId, { client, ...proving({ key: clientKey('ES256') }) });
    expectRefusal(stolen, [400, 'invalid_grant'], {
      description: 'The key of the DPoP proof is not that of the authentication request.',
    });
    expect((await poll(host, authReqId, { client, ...proving() })).body.token_type).toBe('DPoP');
    expect(grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });
});
