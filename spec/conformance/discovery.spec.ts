import { expectJson } from './support/expect.js';
import { suiteHost } from './support/host.js';

const host = suiteHost();

describe('fapi-ciba-id1-discovery-end-point-verification', () => {
  const server = () => host.plan('private_key_jwt').server;
  const listed = (name: string) => server()[name] as string[];

  it('answers JSON at the well-known address below the issuer', async () => {
    const { call } = host.plan('private_key_jwt');
    const answer = await call(`${server().issuer}/.well-known/openid-configuration`);
    expect([answer.status, answer.body.issuer]).toEqual([200, server().issuer]);
    expectJson(answer);
  });

  it.each(['token_endpoint', 'backchannel_authentication_endpoint', 'authorization_endpoint', 'jwks_uri'])(
    'publishes an https URL as %s',
    (name) => {
      expect(new URL(String(server()[name])).protocol).toBe('https:');
    },
  );

  it('promises certificate-bound access tokens', () => {
    expect(server().tls_client_certificate_bound_access_tokens).toBe(true);
  });

  it.each([
    'id_token_signing_alg_values_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'backchannel_authentication_request_signing_alg_values_supported',
  ])('offers nothing but the algorithms of FAPI as %s', (name) => {
    expect(listed(name).length).toBeGreaterThan(0);
    expect(['PS256', 'ES256']).toEqual(expect.arrayContaining(listed(name)));
  });

  it('offers the client authentication of FAPI alone', () => {
    const methods = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];
    expect([...listed('token_endpoint_auth_methods_supported')].sort()).toEqual(methods.sort());
  });

  it('offers the grant of CIBA in poll mode, and the refresh of its tokens', () => {
    const grants = ['urn:openid:params:grant-type:ciba', 'refresh_token'];
    expect(listed('grant_types_supported')).toEqual(expect.arrayContaining(grants));
    expect(listed('backchannel_token_delivery_modes_supported')).toEqual(['poll']);
  });

  it('says of user codes true or false', () => {
    expect(typeof server().backchannel_user_code_parameter_supported).toBe('boolean');
  });

  it('publishes keys that have a name, are long enough and hold nothing private', async () => {
    const { call } = host.plan('private_key_jwt');
    const { keys } = (await call(server().jwks_uri)).body as { keys: Record<string, string>[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key.kid).toEqual(expect.any(String));
      expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']));
      if (key.kty === 'RSA') expect(Buffer.from(key.n ?? '', 'base64url')).toHaveLength(256);
    }
  });
});
