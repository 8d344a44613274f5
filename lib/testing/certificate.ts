import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its private key, both PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

/** Tags of DER. ITU-T X.690. */
const [INTEGER, BITS, OCTETS, OID, UTF8, TIME, SEQUENCE, SET] = [2, 3, 4, 6, 12, 23, 48, 49];
const [VERSION, EXTENSIONS, DNS_NAME, ADDRESS] = [0xa0, 0xa3, 0x82, 0x87];

const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, hex('2a8648ce3d040302')));
const COMMON_NAME = der(OID, hex('550403'));
const SUBJECT_ALTERNATIVE_NAME = der(OID, hex('551d11'));

/** Always: a test may have changed the date. */
const VALIDITY = der(SEQUENCE, der(TIME, '000101000000Z'), der(TIME, '491231235959Z'));

/**
 * A certificate for 127.0.0.1 and localhost that vouches for itself, with a key of its own: whoever trusts it trusts nobody else.
 *
 * By hand, since Node makes none and nothing should be installed for it. RFC 5280 §4.1.
 */
export function loopbackCertificate(): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = unsignedCertificate(publicKey);
  const signature = der(BITS, hex('00'), sign('sha256', signed, privateKey));
  return {
    cert: pem(der(SEQUENCE, signed, ECDSA_WITH_SHA256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function unsignedCertificate(publicKey: KeyObject): Buffer {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, 'express-ciba/testing'))));
  // The first bit is zero, since a serial number is positive.
  const serialNumber = der(INTEGER, hex('01'), randomBytes(15));
  const names = der(SEQUENCE, der(ADDRESS, hex('7f000001')), der(DNS_NAME, 'localhost'));
  const extension = der(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, der(OCTETS, names));
  return der(
    SEQUENCE,
    der(VERSION, der(INTEGER, hex('02'))),
    serialNumber,
    ECDSA_WITH_SHA256,
    name,
    VALIDITY,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, extension)),
  );
}

/** Tag, length and value; nothing here is longer than 65,535 bytes. */
function der(tag: number | undefined, ...parts: readonly (Buffer | string)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const { length } = value;
  const short = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag as number, ...short), value]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
