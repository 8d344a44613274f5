import { createHash, type X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { selfSigned } from '../support/certificates.js';
import { cnf, demanding, dpopHost } from '../support/dpop-host.js';
import { proving } from '../support/dpop-proofs.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start } from '../support/http-requests.js';

const both = { ...demanding, tls_client_certificate_bound_access_tokens: true };
const certified = { ...both, client_id: 'certified', dpop_bound_access_tokens: false };
let certificate: X509Certificate;
let x5t: string;

beforeAll(async () => {
  ({ x509: certificate } = await selfSigned({ subject: 'CN=both' }));
  x5t = createHash('sha256').update(certificate.raw).digest('base64url');
});

/** A host of clients that demand certificates, and one's approved request. */
async function approved(client = both) {
  const shown = { certificate: true };
  const getCertificate = () => (shown.certificate ? { certificate, chainVerified: false } : undefined);
  const host = dpopHost({ clients: [both, certified], adapter: { getCertificate } });
  const { id, authReqId } = await start(host, {}, { client });
  await host.ciba.approve(id, { sub: 'alice' });
  return { host, shown, redeem: (sent = {}) => poll(host, authReqId, { client, ...sent }) };
}

describe('tokens that are to be bound to a certificate and a key', () => {
  it('are bound to both', async () => {
    const { host, redeem } = await approved();
    const { status, body } = await redeem(proving());
    expect([status, body.token_type]).toEqual([200, 'DPoP']);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([{ 'x5t#S256': x5t, ...cnf }]);
  });

  it('are given out with both or not at all, and nothing is spent', async () => {
    const { shown, redeem } = await approved();
    expectRefusal(await redeem(), [400, 'invalid_dpop_proof'], {
      description: 'A DPoP proof is required: the tokens are bound to its key.',
    });
    shown.certificate = false;
    const sent = proving();
    expectRefusal(await redeem(sent), [400, 'invalid_request'], {
      description: 'A client certificate is required: the tokens are bound to it.',
    });
    shown.certificate = true;
    expect((await redeem(sent)).status).toBe(200);
  });

  it('may be bound to a key that nobody demanded, beside the certificate', async () => {
    const { host, redeem } = await approved(certified);
    expect((await redeem(proving())).body.token_type).toBe('DPoP');
    expect(host.grants.map((grant) => grant.cnf)).toEqual([{ 'x5t#S256': x5t, ...cnf }]);
  });

  it('are of the type Bearer where they are bound to the certificate alone', async () => {
    const { host, redeem } = await approved(certified);
    expect((await redeem()).body.token_type).toBe('Bearer');
    expect(host.grants.map((grant) => grant.cnf)).toEqual([{ 'x5t#S256': x5t }]);
  });
});
