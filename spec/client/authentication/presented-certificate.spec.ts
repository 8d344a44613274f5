import type { CibaAdapter, PresentedCertificate } from '../../../lib/adapter.js';
import { type Authority, type Certified, certificateAuthority } from '../../support/certificates.ts';
import { certifiedClient, hostShown, naming } from '../../support/client-certificates.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { expectLogged, expectRefusal } from '../../support/http-answers.js';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

type GetCertificate = NonNullable<CibaAdapter['getCertificate']>;

const client = certifiedClient({
  tls_client_auth_subject_dn: 'CN=client1',
  tls_client_certificate_bound_access_tokens: true,
});
const { client_id } = client;

let authority: Authority;
let certified: Certified;
beforeAll(async () => {
  authority = await certificateAuthority();
  certified = await authority.issue({ subject: 'CN=client1' });
});

/** The forms in which hosts have certificates. */
const forms: readonly (readonly [string, () => PresentedCertificate['certificate']])[] = [
  ['a parsed certificate', () => certified.x509],
  ['PEM', () => certified.cert],
  ['PEM in a Buffer', () => Buffer.from(certified.cert)],
  ['DER', () => certified.x509.raw],
  ['PEM with its authority behind it', () => `${certified.cert}\n${authority.cert}`],
  ['PEM with Windows line breaks', () => certified.cert.replace(/\n/g, '\r\n')],
];

describe.each(endpoints)('getCertificate at the $endpoint endpoint', (at) => {
  it.each(forms)('may answer with %s', async (_name, certificate) => {
    const host = hostShown({ certificate: certificate(), chainVerified: true }, [client]);
    expectPassed(await at.send(host, naming(client_id)), at);
  });

  it('may answer later', async () => {
    const getCertificate: GetCertificate = async () => ({ certificate: certified.x509, chainVerified: true });
    const host = watchedHost({ clients: [client], adapter: { getCertificate } });
    expectPassed(await at.send(host, naming(client_id)), at);
  });

  it.each([undefined, null])('says by %p that there is none', async (none) => {
    const host = hostShown(none, [client]);
    expectRefusal(await at.send(host, naming(client_id)), [401, 'invalid_client']);
    expect(host.failures).toEqual([{ endpoint: at.endpoint, reason: 'certificate', client_id }]);
  });

  it('is asked once a request, with the request', async () => {
    const asked: unknown[] = [];
    const getCertificate: GetCertificate = (req) => {
      asked.push(req.headers['x-from']);
      return { certificate: certified.x509, chainVerified: true };
    };
    const host = watchedHost({ clients: [client], adapter: { getCertificate } });
    await at.send(host, { ...naming(client_id), headers: { 'X-From': 'proxy' } });
    expect(asked).toEqual(['proxy']);
  });

  it('is the only one to read headers: without it none count', async () => {
    const headers = {
      'Client-Cert': `:${certified.x509.raw.toString('base64')}:`,
      'X-Client-Cert': encodeURIComponent(certified.cert),
      'X-Forwarded-Client-Cert': `Cert="${encodeURIComponent(certified.cert)}"`,
      'X-Client-Verify': 'SUCCESS',
    };
    const host = watchedHost({ clients: [client] });
    const res = await at.send(host, { ...naming(client_id), headers });
    expectUnproven(host, res, at, { reason: 'certificate', client_id });
  });

  it('is not asked for a client that needs none', async () => {
    const getCertificate = jest.fn<ReturnType<GetCertificate>, Parameters<GetCertificate>>();
    const host = watchedHost({ adapter: { getCertificate } });
    expectPassed(await at.send(host), at);
    expect(getCertificate).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    ['text that is no certificate', () => ({ certificate: 'MY CERTIFICATE', chainVerified: true })],
    ['bytes that are none', () => ({ certificate: Buffer.from([1, 2, 3]), chainVerified: true })],
    ['an empty text', () => ({ certificate: '', chainVerified: true })],
    ['no certificate in its answer', () => ({ chainVerified: true })],
    ['the certificate itself', () => certified.x509],
    ['the PEM itself', () => certified.cert],
  ])('is at fault where it answers with %s', async (_name, answer) => {
    const host = hostShown(answer() as never, [client]);
    const res = await at.send(host, naming(client_id));
    expectRefusal(res, [500, 'server_error']);
    expectLogged(host, 'adapter.getCertificate failed', res);
    expect([host.stored, host.notified]).toEqual([[], []]);
  });

  it.each<[string, GetCertificate]>([
    [
      'throws',
      () => {
        throw new Error('the header is missing');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the header is missing'))],
  ])('is at fault where it %s', async (_name, getCertificate) => {
    const host = watchedHost({ clients: [client], adapter: { getCertificate } });
    const res = await at.send(host, naming(client_id));
    expectRefusal(res, [500, 'server_error']);
    expectLogged(host, 'the header is missing', res);
  });

  it('is given up after its deadline', async () => {
    const getCertificate: GetCertificate = () => new Promise(() => {});
    const host = watchedHost({ clients: [client], callbackTimeout: 0.05, adapter: { getCertificate } });
    expectRefusal(await at.send(host, naming(client_id)), [503, 'temporarily_unavailable'], {
      retryAfter: 5,
    });
    expect([host.stored, host.notified]).toEqual([[], []]);
  });
});
