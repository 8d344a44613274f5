import type { CibaClient } from '../../../lib/client/metadata.js';
import type { Jwk } from '../../../lib/jwt/signing-keys.js';
import {
  type CertificateWish,
  type Certified,
  certificateAuthority,
  selfSigned,
} from '../../support/certificates.ts';
import { certifiedClient, hostShown, naming } from '../../support/client-certificates.ts';
import { expectUnproven } from '../../support/client-host.ts';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';

const DAY_MS = 86_400_000;
const jwkOf = ({ x509 }: Certified): Jwk => x509.publicKey.export({ format: 'jwk' }) as Jwk;
const registering = (jwks: CibaClient['jwks'], changes: Partial<CibaClient> = {}): CibaClient =>
  certifiedClient({ token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks, ...changes });

let own: Certified;
let other: Certified;
beforeAll(async () => {
  [own, other] = [await selfSigned({}), await selfSigned({})];
});

async function takes(at: EndpointCase, shown: Certified, client: CibaClient): Promise<void> {
  const host = hostShown({ certificate: shown.x509, chainVerified: false }, [client]);
  expectPassed(await at.send(host, naming(client.client_id)), at);
}

async function refuses(
  at: EndpointCase,
  shown: Certified | null,
  client: CibaClient,
  reason: 'certificate' | 'unknown_key' = 'certificate',
): Promise<void> {
  const host = hostShown(shown && { certificate: shown.x509, chainVerified: false }, [client]);
  const res = await at.send(host, naming(client.client_id));
  expectUnproven(host, res, at, { reason, client_id: client.client_id });
}

describe.each(endpoints)('self_signed_tls_client_auth at the $endpoint endpoint', (at) => {
  it.each(['ec', 'rsa'] as const)(
    "takes a certificate of a key in the client's key set: %s",
    async (keyType) => {
      const shown = await selfSigned({ keyType });
      await takes(at, shown, registering({ keys: [jwkOf(other), jwkOf(shown)] }));
    },
  );

  it('takes a certificate of that key that an authority signed', async () => {
    const shown = await (await certificateAuthority()).issue({});
    await takes(at, shown, registering({ keys: [jwkOf(shown)] }));
  });

  it('takes the key whatever it is registered for', async () => {
    const keys = [{ ...jwkOf(own), kid: 'k', alg: 'ES256', use: 'sig', x5c: ['MIIB'] }];
    await takes(at, own, registering({ keys }));
  });

  it('takes it beside keys that are none', async () => {
    const keys = [{ kty: 'oct', k: 'AAAA' }, { kty: 'EC', crv: 'P-256' }, { kty: 'RSA', n: 5 }, jwkOf(own)];
    await takes(at, own, registering({ keys } as never));
  });

  it('refuses a certificate of any other key', () => refuses(at, other, registering({ keys: [jwkOf(own)] })));

  it('refuses a certificate of another key with the same subject under a verified chain', async () => {
    const { x509 } = await (await certificateAuthority()).issue({ subject: own.x509.subject });
    const host = hostShown({ certificate: x509, chainVerified: true }, [registering({ keys: [jwkOf(own)] })]);
    const res = await at.send(host, naming('certified'));
    expectUnproven(host, res, at, { reason: 'certificate', client_id: 'certified' });
  });

  it('refuses a request without a certificate', () => refuses(at, null, registering({ keys: [jwkOf(own)] })));

  it.each<[string, () => CertificateWish]>([
    [
      'has expired',
      () => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() - 1000) }),
    ],
    [
      'is not valid yet',
      () => ({ notBefore: new Date(Date.now() + 60_000), notAfter: new Date(Date.now() + DAY_MS) }),
    ],
  ])('refuses a certificate that %s', async (_name, dates) => {
    const shown = await selfSigned(dates());
    await refuses(at, shown, registering({ keys: [jwkOf(shown)] }));
  });

  it('takes a certificate for the next twenty years', async () => {
    const shown = await selfSigned({ notAfter: new Date(Date.now() + 20 * 365 * DAY_MS) });
    await takes(at, shown, registering({ keys: [jwkOf(shown)] }));
  });

  it.each<[string, () => Partial<CibaClient>]>([
    ['no key set', () => ({ jwks: undefined })],
    ['a key set that is none', () => ({ jwks: { keys: 'all' } as never })],
    ['both kinds of key sets', () => ({ jwks_uri: 'https://client.example.com/jwks' })],
  ])('refuses a client with %s', (_name, changes) =>
    refuses(at, own, registering({ keys: [jwkOf(own)] }, changes()), 'unknown_key'),
  );

  it('refuses a client whose key set holds a secret alone', () =>
    refuses(at, own, registering({ keys: [{ kty: 'oct', k: 'AAAA' }] })));

  it('looks at no expectation of a name', async () => {
    const subject = { tls_client_auth_subject_dn: 'CN=test' };
    await refuses(at, other, registering({ keys: [jwkOf(own)] }, subject));
    await takes(at, own, registering({ keys: [jwkOf(own)] }, { tls_client_auth_subject_dn: 'CN=other' }));
  });
});
