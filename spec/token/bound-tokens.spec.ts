import { createHash, type X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CibaAdapter, CibaGrant } from '../../lib/adapter.js';
import { selfSigned } from '../support/certificates.js';
import { otherTill, type TestHost, type TestHostOptions, testHost, till } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { poll, startApproved } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

const bound = { ...till, tls_client_certificate_bound_access_tokens: true };
const WANTED = 'A client certificate is required: the tokens are bound to it.';

let certificate: X509Certificate;
let cnf: CibaGrant['cnf'];

beforeAll(async () => {
  ({ x509: certificate } = await selfSigned({ subject: 'CN=till' }));
  cnf = { 'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url') };
});

type GetCertificate = NonNullable<CibaAdapter['getCertificate']>;

interface BindingHost extends TestHost {
  readonly grants: CibaGrant[];
  /** Stands in for what the client shows at the moment. */
  getCertificate: GetCertificate;
}

/** A host of a client that demands bound tokens; at first it shows its certificate. */
function bindingHost(options: TestHostOptions = {}): BindingHost {
  const grants: CibaGrant[] = [];
  const issueTokens = (grant: CibaGrant) => {
    grants.push(grant);
    return { access_token: 'at', token_type: 'Bearer' };
  };
  const turning = { getCertificate: (() => ({ certificate, chainVerified: false })) as GetCertificate };
  const adapter = { getCertificate: ((req) => turning.getCertificate(req)) as GetCertificate, issueTokens };
  return Object.assign(turning, testHost({ clients: [bound, otherTill], ...options, adapter }), { grants });
}

describe('a client that demands certificate-bound tokens', () => {
  it('gets tokens bound to the certificate of its poll', async () => {
    const host = bindingHost();
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(200);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });

  it.each<[string, () => X509Certificate | string | Buffer]>([
    ['parsed', () => certificate],
    ['PEM', () => certificate.toString()],
    ['PEM in bytes', () => Buffer.from(certificate.toString())],
    ['DER', () => certificate.raw],
  ])('may have it handed over as %s', async (_form, shown) => {
    const host = bindingHost();
    host.getCertificate = async () => ({ certificate: shown(), chainVerified: true });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(200);
    expect(host.grants[0]?.cnf).toEqual(cnf);
  });

  it('is refused without one before the store is asked, and its poll does not count', async () => {
    const polled = jest.fn();
    const store = storeWith((behind) => ({
      poll: async (...args) => {
        polled();
        return behind.poll(...args);
      },
    }));
    const host = bindingHost({ store });
    const shown = host.getCertificate;
    host.getCertificate = () => undefined;
    const { authReqId } = await startApproved(host);
    for (let round = 0; round < 3; round++)
      expectRefusal(await poll(host, authReqId), [400, 'invalid_request'], { description: WANTED });
    expect([polled.mock.calls, host.grants]).toEqual([[], []]);
    host.getCertificate = shown;
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('is asked for its secret first', async () => {
    const host = bindingHost();
    const getCertificate = jest.fn<GetCertificate>(() => undefined);
    host.getCertificate = getCertificate;
    const wrong = { ...bound, client_secret: 'wrong' };
    expectRefusal(await poll(host, 'x', { client: wrong }), [401, 'invalid_client']);
    expectRefusal(await poll(host, 'x'), [400, 'invalid_grant']);
    expect(getCertificate).not.toHaveBeenCalled();
  });

  it.each<[string, unknown]>([
    ['text that is no PEM', { certificate: 'MIIB', chainVerified: true }],
    ['bytes that are no DER', { certificate: Buffer.from('x'), chainVerified: true }],
    ['no certificate', { chainVerified: true }],
    ['true', true],
  ])('has the host’s fault answered with 500 and keeps its approval: %s', async (_name, answer) => {
    const host = bindingHost();
    const shown = host.getCertificate;
    const { authReqId } = await startApproved(host);
    host.getCertificate = () => answer as never;
    const res = await poll(host, authReqId);
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expectLogged(host, 'adapter.getCertificate failed', res);
    host.getCertificate = shown;
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('keeps its approval where getCertificate throws or hangs', async () => {
    const host = bindingHost({ callbackTimeout: 0.02 });
    const shown = host.getCertificate;
    const { authReqId } = await startApproved(host);
    host.getCertificate = () => {
      throw new Error('the header was forged');
    };
    const thrown = await poll(host, authReqId);
    expectRefusal(thrown, [500, 'server_error'], { description: 'The server failed.' });
    expectLogged(host, 'adapter.getCertificate failed: the header was forged', thrown);
    host.getCertificate = () => new Promise(() => {});
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    host.getCertificate = shown;
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

describe('a client that demands none', () => {
  it.each([false, undefined, null])(
    'gets tokens that are not bound, whatever it shows: %s',
    async (demand) => {
      const client = { ...till, tls_client_certificate_bound_access_tokens: demand as never };
      const host = bindingHost({ clients: [client] });
      const { authReqId } = await startApproved(host);
      expect((await poll(host, authReqId)).status).toBe(200);
      expect(host.grants).toHaveLength(1);
      expect(host.grants[0]).not.toHaveProperty('cnf');
    },
  );

  it('needs no certificate beside one that demands it', async () => {
    const host = bindingHost({ clients: [otherTill, bound] });
    host.getCertificate = () => undefined;
    expectRefusal(await poll(host, 'x', { client: otherTill }), [400, 'invalid_grant']);
  });
});
