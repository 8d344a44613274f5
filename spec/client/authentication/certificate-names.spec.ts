import { isRegisteredCertificate } from '../../../lib/client/authentication/tls-client-auth.js';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { type Authority, type CertificateWish, certificateAuthority } from '../../support/certificates.ts';
import { certifiedClient } from '../../support/client-certificates.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await certificateAuthority();
});

/** Whether a certificate is that of a client which registered so. */
async function fits(wish: CertificateWish, registered: Partial<CibaClient>): Promise<boolean> {
  const { x509: certificate } = await authority.issue(wish);
  return isRegisteredCertificate({ certificate, chainVerified: true }, certifiedClient(registered));
}

const dns = (name: string): Partial<CibaClient> => ({ tls_client_auth_san_dns: name });
const uri = (name: string): Partial<CibaClient> => ({ tls_client_auth_san_uri: name });
const ip = (address: string): Partial<CibaClient> => ({ tls_client_auth_san_ip: address });
const email = (address: string): Partial<CibaClient> => ({ tls_client_auth_san_email: address });

const EVIL = 'https://evil.example/';

describe('a registered alternative name', () => {
  it.each<[string, CertificateWish, Partial<CibaClient>]>([
    ['a DNS name in another case', { dns: ['Client.Example.COM'] }, dns('client.example.com')],
    ['the last of many DNS names', { dns: ['a.example', 'b.example', 'c.example'] }, dns('c.example')],
    ['a wildcard that was registered as it is', { dns: ['*.example.com'] }, dns('*.example.com')],
    ['a URI with a comma', { uri: ['https://c.example/a,b'] }, uri('https://c.example/a,b')],
    ['a URI with quotes', { uri: ['urn:a"b"', 'urn:c'] }, uri('urn:a"b"')],
    ['a URI with a backslash', { uri: ['urn:a\\b'] }, uri('urn:a\\b')],
    ['a URI with colons and spaces', { uri: ['urn:a: b: c'] }, uri('urn:a: b: c')],
    ['a URI behind names of other kinds', { dns: ['a.example'], ip: ['::1'], uri: ['urn:a'] }, uri('urn:a')],
    ['a URI behind a name with a comma', { dns: ['a, b'], uri: ['urn:a'] }, uri('urn:a')],
    ['an address in another spelling', { ip: ['2001:db8::1'] }, ip('2001:0DB8:0:0::0001')],
    [
      'an email address whose domain is in another case',
      { email: ['me@Example.com'] },
      email('me@example.COM'),
    ],
  ])('is met by %s', async (_name, wish, registered) => {
    expect(await fits(wish, registered)).toBe(true);
  });

  it.each<[string, CertificateWish, Partial<CibaClient>]>([
    ['a wildcard', { dns: ['*.example.com'] }, dns('client.example.com')],
    ['a name under a wildcard', { dns: ['client.example.com'] }, dns('*.example.com')],
    ['a name under a domain', { dns: ['client.example.com'] }, dns('.example.com')],
    ['a name above', { dns: ['example.com'] }, dns('client.example.com')],
    ['a name that begins alike', { dns: ['client.example.com.evil.example'] }, dns('client.example.com')],
    ['a common name', { subject: 'CN=client.example.com' }, dns('client.example.com')],
    ['a common name beside other names', { subject: 'CN=a.example', dns: ['b.example'] }, dns('a.example')],
    ['a URI of that DNS name', { uri: ['https://client.example.com'] }, dns('client.example.com')],
    ['no names at all', {}, uri('urn:a')],
    ['a URI in another case', { uri: ['https://C.example/'] }, uri('https://c.example/')],
    ['a URI without its slash', { uri: ['https://c.example'] }, uri('https://c.example/')],
    ['a longer URI', { uri: ['https://c.example/a'] }, uri('https://c.example/')],
    ['a DNS name that reads like a URI', { dns: [EVIL] }, uri(EVIL)],
    ['an email address that reads like a URI', { email: [EVIL] }, uri(EVIL)],
    ['an address of a DNS name', { dns: ['192.0.2.7'] }, ip('192.0.2.7')],
    ['an address of a URI', { uri: ['192.0.2.7'] }, ip('192.0.2.7')],
    ['an IPv4 address that is mapped', { ip: ['192.0.2.7'] }, ip('::ffff:192.0.2.7')],
    ['an address that is none', { ip: ['192.0.2.7'] }, ip('192.0.2.07')],
    ['an address and its prefix', { ip: ['192.0.2.7'] }, ip('192.0.2.7/32')],
    ['an address with a zone', { ip: ['fe80::1'] }, ip('fe80::1%eth0')],
    ['an email address in the subject', { subject: 'E=me@example.com' }, email('me@example.com')],
    [
      'an email address whose name is in another case',
      { email: ['Me@example.com'] },
      email('me@example.com'),
    ],
    ['the domain of an email address', { email: ['me@example.com'] }, email('example.com')],
    ['a DNS name with U+0000', { dns: ['client.example.com\0.evil.example'] }, dns('client.example.com')],
    ['a registered DNS name with U+0000', { dns: ['client.example.com'] }, dns('client.example.com\0')],
    ['a registered email address with U+0000', { email: ['me@example.com'] }, email('me@example.com\0')],
  ])('is not met by %s', async (_name, wish, registered) => {
    expect(await fits(wish, registered)).toBe(false);
  });

  it.each<[string, CertificateWish]>([
    ['a DNS name', { dns: [`x, URI:${EVIL}`] }],
    ['a DNS name with quotes', { dns: [`x", URI:${EVIL}, DNS:"y`] }],
    ['a DNS name with an escaped quote', { dns: [`x\\", URI:${EVIL}`] }],
    ['a DNS name with line breaks', { dns: [`x\n, URI:${EVIL}`] }],
    ['an email address', { email: [`a@b, URI:${EVIL}`] }],
    ['another URI', { uri: [`urn:x, URI:${EVIL}`] }],
    ['another URI with quotes', { uri: [`"urn:x", URI:${EVIL}`, `urn:y", URI:${EVIL}`] }],
    ['another URI that ends in a backslash', { uri: ['urn:x\\', `, URI:${EVIL}`] }],
    ['two names that go together', { dns: ['x"'], uri: [`y, URI:${EVIL}, "`] }],
    ['a URI in capitals', { uri: [`URI:${EVIL}`] }],
    ['the subject', { subject: `CN=x\\, URI:${EVIL}`, dns: ['x.example'] }],
  ])('is not met by text that was smuggled into %s', async (_name, wish) => {
    expect(await fits(wish, uri(EVIL))).toBe(false);
  });
});
