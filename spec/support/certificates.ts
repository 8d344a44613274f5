// `@peculiar/x509` injects its parts by decorators, which need this before it.
import 'reflect-metadata';
import { KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key. */
export interface Certified {
  /** PEM. */
  readonly cert: string;
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly x509: X509Certificate;
}

/** What a certificate is to say. */
export interface CertificateWish {
  /** As RFC 4514 writes it, such as `CN=client1,O=Test`. */
  readonly subject?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly uri?: readonly string[];
  readonly email?: readonly string[];
  /** Default: a minute ago. */
  readonly notBefore?: Date;
  /** Default: in a day. */
  readonly notAfter?: Date;
  /** RSA of 2,048 bits or P-256. Default `ec`. */
  readonly keyType?: 'rsa' | 'ec';
}

/** Somebody who signs certificates of others. */
export interface Authority {
  /** Of the authority itself, PEM. */
  readonly cert: string;
  issue(wish: CertificateWish): Promise<Certified>;
}

type KeyPair = webcrypto.CryptoKeyPair;

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

/** A new authority, whose certificates carry what was wished for and nothing that was not. */
export async function certificateAuthority(name = 'Test CA'): Promise<Authority> {
  const keys = await keyPair('ec');
  const subject = `CN=${name}`;
  const root = await certificate({ subject }, keys, { subject, keys, extensions: AUTHORITY });
  return {
    cert: root.toString('pem'),
    async issue(wish) {
      const own = await keyPair(wish.keyType);
      return certified(await certificate(wish, own, { subject, keys, extensions: LEAF }), own);
    },
  };
}

/** A certificate that vouches for itself. */
export async function selfSigned(wish: CertificateWish): Promise<Certified> {
  const keys = await keyPair(wish.keyType);
  const subject = subjectOf(wish);
  return certified(await certificate(wish, keys, { subject, keys, extensions: LEAF }), keys);
}

interface Issuer {
  readonly subject: string;
  readonly keys: KeyPair;
  readonly extensions: readonly x509.Extension[];
}

const AUTHORITY = [
  new x509.BasicConstraintsExtension(true, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
];
const LEAF = [
  new x509.BasicConstraintsExtension(false, undefined, true),
  new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
];

async function certificate(
  wish: CertificateWish,
  { publicKey }: KeyPair,
  issuer: Issuer,
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.create({
    // The first bit is zero, since a serial number is positive.
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    subject: subjectOf(wish),
    issuer: issuer.subject,
    notBefore: wish.notBefore ?? new Date(Date.now() - 60_000),
    notAfter: wish.notAfter ?? new Date(Date.now() + 86_400_000),
    publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { hash: 'SHA-256', ...issuer.keys.privateKey.algorithm },
    extensions: [...issuer.extensions, ...alternativeNames(wish)],
  });
}

function subjectOf({ subject = 'CN=test' }: CertificateWish): string {
  return subject;
}

function alternativeNames({ dns = [], ip = [], uri = [], email = [] }: CertificateWish): x509.Extension[] {
  const names: x509.JsonGeneralNames = [
    ...dns.map((value) => ({ type: 'dns' as const, value })),
    ...ip.map((value) => ({ type: 'ip' as const, value })),
    ...uri.map((value) => ({ type: 'url' as const, value })),
    ...email.map((value) => ({ type: 'email' as const, value })),
  ];
  return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

async function keyPair(type: 'rsa' | 'ec' = 'ec'): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(type === 'rsa' ? RSA : EC, true, ['sign', 'verify']);
}

function certified(made: x509.X509Certificate, { privateKey }: KeyPair): Certified {
  const cert = made.toString('pem');
  const key = KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { cert, key, x509: new X509Certificate(cert) };
}
