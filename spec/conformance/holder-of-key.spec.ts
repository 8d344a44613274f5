import { VARIANTS, type Variant } from './support/clients.js';
import { expectError } from './support/expect.js';
import { suiteHost } from './support/host.js';
import { CIBA_GRANT } from './support/plan.js';
import { authentication } from './support/signing.js';
import { handshake } from './support/tls.js';
import { expectTokens } from './support/tokens.js';

const host = suiteHost();

/** Whoever authenticates by the certificate has shown nothing at all without it. */
const WITHOUT_CERTIFICATE: Readonly<Record<Variant, readonly [number, string]>> = {
  private_key_jwt: [400, 'invalid_request'],
  tls_client_auth: [401, 'invalid_client'],
  self_signed_tls_client_auth: [401, 'invalid_client'],
};

/** FAPI 1.0 Advanced §8.5, without those that BCP 195 has dropped since. */
const SUITES = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'];

describe('fapi-ciba-id1-ensure-mtls-holder-of-key-required', () => {
  it.each(VARIANTS)(
    'gives no tokens in a connection without a certificate, and spends nothing: %s',
    async (variant) => {
      const plan = host.plan(variant);
      const { first, tokenEndpoint } = plan;
      const authReqId = await plan.begin(first);
      await plan.decide(authReqId, 'allow');
      const proof = await authentication(first, tokenEndpoint);
      const form = { grant_type: CIBA_GRANT, auth_req_id: authReqId, ...proof };
      expectError(await plan.post(tokenEndpoint, form), WITHOUT_CERTIFICATE[variant]);
      await expectTokens(plan, first, await plan.poll(first, authReqId));
    },
  );
});

describe.each([
  'authorization_endpoint',
  'token_endpoint',
  'backchannel_authentication_endpoint',
  'jwks_uri',
])('fapi-ciba-id1-ensure-mtls-holder-of-key-required: %s', (endpoint) => {
  const url = () => String(host.plan('private_key_jwt').server[endpoint]);

  it.each(SUITES)('agrees to TLS 1.2 with %s, and needs no client certificate for it', async (ciphers) => {
    expect(await handshake(url(), { version: 'TLSv1.2', ciphers })).toBe(`TLSv1.2 ${ciphers}`);
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('agrees to no %s', async (version) => {
    const seen = await handshake(url(), { version, ciphers: 'ALL' });
    expect(seen).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });

  it('agrees to no other suite of TLS 1.2', async () => {
    const ciphers = ['ALL', ...SUITES.map((suite) => `!${suite}`)].join(':');
    const seen = await handshake(url(), { version: 'TLSv1.2', ciphers });
    expect(seen).toBe('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
  });
});
