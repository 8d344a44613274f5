import { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Incoming } from '../../lib/http/handler.js';
import { type Certified, selfSigned } from '../support/certificates.ts';
import { recipeFor } from '../support/proxy-recipes.ts';

describe.each([
  {
    proxy: 'nginx',
    shown: ({ cert }) => ({ 'x-client-cert': encodeURIComponent(cert), 'x-client-verify': 'SUCCESS' }),
    unverified: { 'x-client-verify': 'FAILED:self-signed certificate' },
  },
  {
    proxy: 'HAProxy',
    shown: ({ x509 }) => ({ 'x-client-cert': x509.raw.toString('base64'), 'x-client-verify': '0' }),
    unverified: { 'x-client-verify': '18' },
  },
  {
    proxy: 'Envoy',
    // As its documentation has it; Envoy itself is not run.
    shown: ({ cert }) => ({
      'x-forwarded-client-cert': `By=spiffe://a/b;Hash=${'0af'.repeat(21)}0;Cert="${encodeURIComponent(cert)}"`,
      'x-client-verify': 'SUCCESS',
    }),
    unverified: { 'x-client-verify': 'NONE' },
  },
] as const satisfies readonly {
  proxy: string;
  shown: (certificate: Certified) => IncomingHttpHeaders;
  unverified: IncomingHttpHeaders;
}[])('the callback of the docs for $proxy', ({ proxy, shown, unverified }) => {
  const { getCertificate } = recipeFor(proxy, 'secret');
  const secret = { 'x-proxy-secret': 'secret' };
  const read = (headers: IncomingHttpHeaders) => getCertificate({ headers } as Incoming);
  let certificate: Certified;

  beforeAll(async () => {
    certificate = await selfSigned({});
  });

  it.each([
    ['verified', {}, true],
    ['not verified', unverified, false],
    ['of which nothing is said', { 'x-client-verify': undefined }, false],
  ])('reads a certificate that is %s', async (_what, said, chainVerified) => {
    const answer = await read({ ...shown(certificate), ...secret, ...said });
    expect(new X509Certificate(answer?.certificate as string | Buffer).raw).toEqual(certificate.x509.raw);
    expect(answer?.chainVerified).toBe(chainVerified);
  });

  it('reads none where none was shown', async () => {
    expect(await read(secret)).toBeUndefined();
    expect(await read({ ...secret, ...unverified })).toBeUndefined();
  });

  it.each([{}, { 'x-proxy-secret': '' }, { 'x-proxy-secret': 'Secret' }])(
    'reads none of whoever does not know the secret: %j',
    async (wrong) => {
      expect(await read({ ...shown(certificate), ...wrong })).toBeUndefined();
    },
  );

  it('does not begin without a secret', () => {
    expect(() => recipeFor(proxy, '')).toThrow('PROXY_SECRET is not set');
  });
});

describe('the callback of the docs for Envoy', () => {
  it.each([
    'Cert="a",By=spiffe://a;Hash=00;Cert="b"',
    'Hash=00;Cert="a",Hash=00;Cert="b"',
    'Hash=00;Cert="a";Cert="b"',
    'Hash=00;Subject="CN=;Cert=";Cert="b"',
    'Hash=00',
    'Cert=""',
  ])('reads nothing of what SANITIZE_SET never writes: %s', async (details) => {
    const { getCertificate } = recipeFor('Envoy', 'secret');
    const headers = { 'x-forwarded-client-cert': details, 'x-proxy-secret': 'secret' };
    expect(await getCertificate({ headers } as unknown as Incoming)).toBeUndefined();
  });
});
