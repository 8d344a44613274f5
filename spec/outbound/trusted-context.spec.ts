import tls from 'node:tls';
import { trustedContext } from '../../lib/outbound/trusted-context.js';
import { certificateAuthority } from '../support/certificates.ts';

describe('the authorities that are trusted', () => {
  const made = jest.spyOn(tls, 'createSecureContext');
  beforeEach(() => made.mockClear());
  afterAll(() => made.mockRestore());

  it('are those of Node, by its own defaults, where none are given', () => {
    trustedContext(undefined);
    expect(made.mock.calls).toEqual([[{ minVersion: 'TLSv1.2' }]]);
  });

  it('are those of Node and those given', async () => {
    const [one, two] = await Promise.all([certificateAuthority('One'), certificateAuthority('Two')]);
    trustedContext([Buffer.from(`${one.cert}${two.cert}`)]);
    const [options] = made.mock.calls[0] as [tls.SecureContextOptions];
    const bare = (pem: unknown): string => String(pem).replaceAll(/\s/g, '');
    expect((options.ca as string[]).map(bare)).toEqual(
      [...tls.rootCertificates, one.cert, two.cert].map(bare),
    );
  });
});
