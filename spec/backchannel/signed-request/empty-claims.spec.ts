import { describe, expect, it } from '@jest/globals';
import { type TestHost, testHost } from '../../support/host.js';
import { expectSignedRefused } from '../../support/signed-answers.js';
import { signers, startSigned } from '../../support/signed-request.js';

const anyHost = (): TestHost => testHost({ clients: [signers.ES256.client], caps: false });

describe('an empty claim', () => {
  it.each(['scope', 'login_hint'])('%s counts as left out, and is required', async (name) => {
    const description = name === 'scope' ? 'scope is required.' : 'A hint is required.';
    await expectSignedRefused(signers.ES256, { claims: { [name]: '' } }, description);
  });

  it.each([
    ...['login_hint_token', 'id_token_hint', 'acr_values', 'binding_message', 'user_code', 'resource'],
    ...[
      'requested_expiry',
      'authorization_details',
      'request_context',
      'client_notification_token',
      'vendor',
    ],
  ])('%s counts as left out, and is optional', async (name) => {
    const host = anyHost();
    const { id } = await startSigned(host, signers.ES256, { claims: { [name]: '' } });
    const plain = await startSigned(host, signers.ES256);
    const members = async (approval: string) =>
      Object.keys((await host.ciba.getRequest(approval, { sub: 'alice' })) ?? {});
    expect(await members(id)).toEqual(await members(plain.id));
  });

  it('resource without a member is none', async () => {
    const host = anyHost();
    for (const resource of [[], [''], ['', '']]) {
      const { id } = await startSigned(host, signers.ES256, { claims: { resource } });
      expect(await host.ciba.getRequest(id, { sub: 'alice' })).not.toHaveProperty('resource');
    }
  });
});
