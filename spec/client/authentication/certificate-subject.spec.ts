import { isDistinguishedName } from '../../../lib/client/authentication/distinguished-name.js';
import { isRegisteredCertificate } from '../../../lib/client/authentication/tls-client-auth.js';
import { type Authority, certificateAuthority } from '../../support/certificates.ts';
import { certifiedClient } from '../../support/client-certificates.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await certificateAuthority();
});

/** Whether a certificate with a subject is that of a client which registered a name. */
async function fits(subject: string, tls_client_auth_subject_dn: string): Promise<boolean> {
  const { x509: certificate } = await authority.issue({ subject });
  const client = certifiedClient({ tls_client_auth_subject_dn });
  return isRegisteredCertificate({ certificate, chainVerified: true }, client);
}

describe('a registered subject', () => {
  it.each([
    ['to the letter', 'CN=client1,O=Test', 'CN=client1,O=Test'],
    ['in the other direction', 'CN=client1,O=Test,C=DE', 'C=DE,O=Test,CN=client1'],
    ['with spaces around its parts', 'CN=client1,O=Test', ' CN = client1 , O = Test '],
    ['with its types in another case', 'CN=client1,O=Test', 'cn=client1,o=Test'],
    ['with long names of its types', 'CN=client1,C=DE', 'commonName=client1,countryName=DE'],
    ['with numbers for its types', 'CN=client1,O=Test,OU=a', '2.5.4.3=client1,2.5.4.10=Test,2.5.4.11=a'],
    ['with a user id by name or number', '0.9.2342.19200300.100.1.1=u,CN=a', 'UID=u,CN=a'],
    ['with domain components', 'CN=a,DC=example,DC=com', 'CN=a,DC=example,DC=com'],
    ['with an email address', 'E=a@example.com,CN=a', 'emailAddress=a@example.com,CN=a'],
    ['with a type that only has a number', '1.2.3.4=x,CN=a', '1.2.3.4=x,CN=a'],
    ['with an organization identifier', '2.5.4.97=PSDDE-1,CN=a', 'organizationIdentifier=PSDDE-1,CN=a'],
    ['with several values in one part', 'CN=client1+OU=a,O=Test', 'CN=client1+OU=a,O=Test'],
    ['with several values in another order', 'CN=client1+OU=a,O=Test', 'O=Test,OU=a+CN=client1'],
    ['with a type that occurs twice', 'CN=a,OU=one,OU=two', 'OU=two,OU=one,CN=a'],
    ['beyond ASCII', 'CN=Zoë 日本 👍,O=Ünïon', 'CN=Zoë 日本 👍,O=Ünïon'],
    ['with its bytes escaped', 'CN=Lučić', 'CN=Lu\\C4\\8Di\\C4\\87'],
    ['with its bytes escaped in lower case', 'CN=Ä', 'CN=\\c3\\84'],
    ['with an escaped comma', 'O=Sue\\, Grabbit and Runn,CN=a', 'O=Sue\\, Grabbit and Runn,CN=a'],
    ['with a comma in quotes', 'O=Sue\\, Grabbit,CN=a', 'O="Sue, Grabbit",CN=a'],
    ['with a comma in hexadecimal', 'O=Sue\\, Grabbit,CN=a', 'O=Sue\\2C Grabbit,CN=a'],
    ['with separators escaped', 'CN=a\\+b\\;c\\=d', 'CN=a\\+b\\;c\\=d'],
    ['with quotes', 'CN=a\\"b\\"', 'CN=a\\"b\\"'],
    ['with a backslash', 'CN=a\\\\b', 'CN=a\\\\b'],
    ['with a backslash in hexadecimal', 'CN=a\\\\b', 'CN=a\\5Cb'],
    ['with a backslash before digits', 'CN=a\\\\41', 'CN=a\\\\41'],
    ['with a space at its start', 'CN=" a",O=b', 'CN=\\ a,O=b'],
    ['with a space at its end', 'CN="a ",O=b', 'CN=a\\ ,O=b'],
  ])('is met %s', async (_name, subject, name) => {
    expect(await fits(subject, name)).toBe(true);
  });

  it.each([
    ['another value', 'CN=client1,O=Test', 'CN=client2,O=Test'],
    ['a value in another case', 'CN=client1,O=Test', 'CN=Client1,O=Test'],
    ['a value that begins alike', 'CN=client1,O=Test', 'CN=client,O=Test'],
    ['another type', 'CN=client1,O=Test', 'CN=client1,OU=Test'],
    ['a part less', 'CN=client1,O=Test', 'CN=client1'],
    ['a part more', 'CN=client1', 'CN=client1,O=Test'],
    ['a part that occurs twice', 'CN=a,OU=one,OU=one', 'CN=a,OU=one'],
    ['values exchanged between types', 'CN=a,O=b', 'CN=b,O=a'],
    ['a value that holds the rest of the name', 'CN=client1\\,O\\=Test', 'CN=client1,O=Test'],
    ['the rest of the name inside its value', 'CN=client1,O=Test', 'CN=client1\\,O\\=Test'],
    ['quotes that are part of the value', 'CN=\\"client1\\"', 'CN="client1"'],
    ['other composed characters', 'CN=\u00e9', 'CN=e\u0301'],
    ['a lookalike', 'CN=client', 'CN=\u0441lient'],
    ['an escaped backslash and digits that would be a letter', 'CN=A', 'CN=\\\\41'],
    ['a backslash that would escape a letter', 'CN=ab', 'CN=a\\5Cb'],
    ['a value that goes on after U+0000', 'CN=client1\\00.evil', 'CN=client1'],
    ['a value in BER', 'CN=a', 'CN=#130161'],
  ])('is not met by %s', async (_name, subject, name) => {
    expect(await fits(subject, name)).toBe(false);
  });

  it.each([
    '',
    ' ',
    'client1',
    '=client1',
    'CN',
    '/CN=client1/O=Test',
    'CN=a\nb,=',
    'CN="a',
    'CN="a"b',
    'CN=a"b',
    '*',
  ])('is no name where it is %j, and no certificate meets it', async (name) => {
    expect(isDistinguishedName(name)).toBe(false);
    expect(await fits('CN=client1,O=Test', name)).toBe(false);
  });

  it.each<[string, string]>([
    ['spaces', `CN=${' '.repeat(20_000)}"`],
    ['spaces and letters', `CN=${'a '.repeat(10_000)}"`],
    ['backslashes', `CN=${'\\'.repeat(20_001)}`],
    ['quotes', `CN="${'\\"'.repeat(10_000)}`],
    ['digits', `${'1.'.repeat(10_000)}=`],
    ['parts', `${'CN=a,'.repeat(4000)}=`],
  ])('is read in no time, however many %s it has', (_name, text) => {
    const before = performance.now();
    isDistinguishedName(text);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
