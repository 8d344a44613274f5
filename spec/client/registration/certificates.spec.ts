import { describe, expect, it } from '@jest/globals';
import { clientKey } from '../../support/client-keys.js';
import { expectUnregistered, pollClient, registered } from '../../support/signed-registration.js';

const certificates = { adapter: { getCertificate: () => undefined } };
const tls = { token_endpoint_auth_method: 'tls_client_auth' };
const PRINTABLE = 'tls_client_auth_* is printable text.';
const EXACTLY_ONE = 'Exactly one tls_client_auth_* member is required.';
const NAME = 'tls_client_auth_subject_dn';
const BOUND = 'tls_client_certificate_bound_access_tokens';

const expectations = {
  tls_client_auth_subject_dn: 'CN=client1,O=Test',
  tls_client_auth_san_dns: 'client.example.com',
  tls_client_auth_san_uri: 'urn:client:1',
  tls_client_auth_san_ip: '192.0.2.1',
  tls_client_auth_san_email: 'client@example.com',
};

describe('which certificate a client registers', () => {
  it.each(Object.entries(expectations))('may be said by %s', (name, text) => {
    const metadata = { ...tls, [name]: text };
    expect(registered(metadata, certificates)).toMatchObject(metadata);
  });

  it.each([
    ['tls_client_auth_subject_dn', 'C=DE, O=Test\\, Inc., CN="client 1"'],
    ['tls_client_auth_subject_dn', '2.5.4.3=client1'],
    ['tls_client_auth_san_ip', '2001:DB8:0::1'],
  ])('may be said by %s as %s', (name, text) => {
    expect(registered({ ...tls, [name]: text }, certificates)).toMatchObject({ [name]: text });
  });

  it('must be said for tls_client_auth', () => {
    expectUnregistered({ ...pollClient, ...tls }, EXACTLY_ONE, certificates);
  });

  const pairs = Object.entries(expectations).flatMap(([name, text], at, all) =>
    all.slice(at + 1).map(([other, more]) => [name, other, { [name]: text, [other]: more }] as const),
  );

  it.each(pairs)('must not be said twice: by %s and %s', (_name, _other, both) => {
    expectUnregistered({ ...pollClient, ...tls, ...both }, EXACTLY_ONE, certificates);
  });

  it.each(Object.keys(expectations))('must be said in one line that is not empty: %s', (name) => {
    for (const text of ['', 'a\u0000b', 'a\nb', '\u007f'])
      expectUnregistered({ ...pollClient, ...tls, [name]: text }, PRINTABLE, certificates);
  });

  it.each(['client1', 'CN', '=client1', 'CN=client1,,O=Test', 'CN="client1', '5=x', ', CN=a'])(
    'must be a name where it is one: %s',
    (text) => {
      const description = 'tls_client_auth_subject_dn is no name.';
      expectUnregistered({ ...pollClient, ...tls, [NAME]: text }, description, certificates);
    },
  );

  it.each(['client.example.com', '192.0.2', '192.0.2.256', '192.0.2.1/32', '::g', 'fe80::1%eth0', '[::1]'])(
    'must be an address where it is one: %s',
    (text) => {
      const metadata = { ...pollClient, ...tls, tls_client_auth_san_ip: text };
      expectUnregistered(metadata, 'tls_client_auth_san_ip is no address.', certificates);
    },
  );

  it('must be one host: no name with all its hosts', () => {
    const metadata = { ...pollClient, ...tls, tls_client_auth_san_dns: '.example.com' };
    expectUnregistered(metadata, 'tls_client_auth_san_dns is no host.', certificates);
  });

  it('is read though another method is registered', () => {
    const metadata = { token_endpoint_auth_method: 'client_secret_basic', ...expectations };
    expect(registered(metadata)).toMatchObject(metadata);
    expectUnregistered({ ...pollClient, [NAME]: 'x' }, 'tls_client_auth_subject_dn is no name.');
  });
});

describe('methods by certificate', () => {
  const { jwk } = clientKey('ES256');
  const methods = [
    ['tls_client_auth', { [NAME]: expectations[NAME] }],
    ['self_signed_tls_client_auth', { jwks: { keys: [jwk] } }],
  ] as const;

  it.each(methods)('%s is registered only where certificates get here', (method, proof) => {
    const metadata = { token_endpoint_auth_method: method, ...proof };
    expectUnregistered({ ...pollClient, ...metadata }, 'token_endpoint_auth_method is not offered.');
    const mtlsEndpoints = { token: 'https://mtls.example.com/token' };
    for (const options of [certificates, { mtlsEndpoints }, { profile: 'fapi-ciba' } as const]) {
      const signing = { backchannel_authentication_request_signing_alg: 'ES256', jwks: { keys: [jwk] } };
      expect(registered({ ...signing, ...metadata }, options)).toMatchObject(metadata);
    }
  });

  it('are not registered where they are switched off', () => {
    const options = { ...certificates, clientAuthMethods: ['client_secret_basic'] as const };
    const metadata = { ...pollClient, ...tls, [NAME]: expectations[NAME] };
    expectUnregistered(metadata, 'token_endpoint_auth_method is not offered.', options);
  });
});

describe('certificate-bound tokens', () => {
  it('are registered only where certificates get here', () => {
    expectUnregistered({ ...pollClient, [BOUND]: true }, 'Certificate-bound tokens are not offered.');
    expect(registered({ [BOUND]: true }, certificates)).toMatchObject({ [BOUND]: true });
  });

  it('need not be wanted', () => {
    expect(registered({ [BOUND]: false })).toMatchObject({ [BOUND]: false });
    expect(registered({}, certificates)).not.toHaveProperty(BOUND);
  });

  it.each(['true', 1, 0, null, {}])('are wanted or not, and nothing else: %j', (bound) => {
    const description = 'tls_client_certificate_bound_access_tokens is true or false.';
    expectUnregistered({ ...pollClient, [BOUND]: bound }, description, certificates);
  });
});
