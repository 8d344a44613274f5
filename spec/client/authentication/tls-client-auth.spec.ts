import type { PresentedCertificate } from '../../../lib/adapter.js';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { type Authority, type Certified, certificateAuthority } from '../../support/certificates.ts';
import { certifiedClient, hostShown, naming } from '../../support/client-certificates.ts';
import { expectUnproven } from '../../support/client-host.ts';
import { till } from '../../support/host.js';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';
import { basic, type FormPost } from '../../support/http-requests.js';

const wish = {
  subject: 'CN=client1,O=Test',
  dns: ['client1.example.com', 'other.example.com'],
  uri: ['https://client1.example.com/id', 'urn:client:1'],
  ip: ['192.0.2.7', '2001:db8::7'],
  email: ['client1@example.com'],
};

/** Each expectation, met and not. */
const expectations: readonly (readonly [string, keyof CibaClient, string, string])[] = [
  ['subject', 'tls_client_auth_subject_dn', 'CN=client1,O=Test', 'CN=client2,O=Test'],
  ['DNS name', 'tls_client_auth_san_dns', 'client1.example.com', 'client2.example.com'],
  ['URI', 'tls_client_auth_san_uri', 'https://client1.example.com/id', 'https://client1.example.com/'],
  ['IPv4 address', 'tls_client_auth_san_ip', '192.0.2.7', '192.0.2.8'],
  ['IPv6 address', 'tls_client_auth_san_ip', '2001:db8::7', '2001:db8::8'],
  ['email address', 'tls_client_auth_san_email', 'client1@example.com', 'client2@example.com'],
];

let authority: Authority;
let certified: Certified;
beforeAll(async () => {
  authority = await certificateAuthority();
  certified = await authority.issue(wish);
});
const shown = (changes: Partial<PresentedCertificate> = {}): PresentedCertificate => ({
  certificate: certified.x509,
  chainVerified: true,
  ...changes,
});
const registered = certifiedClient({ tls_client_auth_subject_dn: 'CN=client1,O=Test' });
const { client_id } = registered;

/** The request of a client that shows a certificate is refused. */
async function refuses(
  at: EndpointCase,
  client: CibaClient,
  presented: PresentedCertificate | null,
  { sent = naming(client_id), ...expected }: { sent?: FormPost; reason?: 'no_credentials' | 'method' } = {},
): Promise<void> {
  const host = hostShown(presented, [client, till]);
  const { reason = 'certificate' } = expected;
  const named = reason === 'no_credentials' ? {} : { client_id };
  expectUnproven(host, await at.send(host, sent), at, { reason, ...named });
}

describe.each(endpoints)('tls_client_auth at the $endpoint endpoint', (at) => {
  it.each(expectations)(
    'takes the certificate that is registered by its %s',
    async (_name, member, value) => {
      const host = hostShown(shown(), [certifiedClient({ [member]: value })]);
      expectPassed(await at.send(host, naming(client_id)), at);
      expect(host.failures).toEqual([]);
    },
  );

  it.each(expectations)('refuses a certificate of another %s', (_name, member, _value, other) =>
    refuses(at, certifiedClient({ [member]: other }), shown()),
  );

  it.each([false, undefined, null, 'true', 1] as never[])(
    'refuses a certificate whose chain is not verified: %p',
    (chainVerified) => refuses(at, registered, shown({ chainVerified })),
  );

  it('refuses a request without a certificate', () => refuses(at, registered, null));

  it('refuses a request without client_id', () =>
    refuses(at, registered, shown(), { sent: naming(undefined), reason: 'no_credentials' }));

  it('refuses the certificate of another client', () =>
    refuses(at, certifiedClient({ tls_client_auth_subject_dn: 'CN=client2' }), shown()));

  it('refuses a client that registered two expectations, though both are met', () =>
    refuses(at, { ...registered, tls_client_auth_san_dns: 'client1.example.com' }, shown()));

  it.each<[string, Partial<CibaClient>]>([
    ['no expectation', {}],
    ['an empty one', { tls_client_auth_subject_dn: '' }],
    ['one that is no text', { tls_client_auth_san_dns: ['client1.example.com'] as never }],
    ['a key set instead', { jwks: { keys: [{ kty: 'EC' }] } }],
  ])('refuses a client that registered %s', (_name, changes) =>
    refuses(at, certifiedClient(changes), shown()),
  );

  it('counts an expectation that is empty for none', async () => {
    const host = hostShown(shown(), [{ ...registered, tls_client_auth_san_dns: '' }]);
    expectPassed(await at.send(host, naming(client_id)), at);
  });

  it.each([undefined, 'client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'])(
    'refuses a certificate of a client that registered %p',
    (method) =>
      refuses(at, { ...registered, token_endpoint_auth_method: method }, shown(), { reason: 'method' }),
  );

  it('refuses a good certificate where clientAuthMethods leaves the method out', async () => {
    const host = hostShown(shown(), [registered], { clientAuthMethods: ['self_signed_tls_client_auth'] });
    expectUnproven(host, await at.send(host, naming(client_id)), at, { reason: 'method', client_id });
  });

  it('refuses a secret beside the certificate, for then the secret is the mechanism', () =>
    refuses(at, { ...registered, client_secret: 's' }, shown(), {
      sent: naming(client_id, { client_secret: 's' }),
      reason: 'method',
    }));

  it('lets no certificate stand for a secret', async () => {
    const host = hostShown(shown(), [registered, till]);
    const res = await at.send(host, { ...naming('till'), headers: basic('till:wrong') });
    expect(res.status).toBe(401);
    expect(host.failures).toEqual([{ endpoint: at.endpoint, reason: 'secret', client_id: 'till' }]);
  });
});
