import { constants, createHmac, type KeyObject, sign } from 'node:crypto';

/** Claims by name; undefined leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A JWT to be made, well-formed or not: nothing is checked. */
export interface JwtParts {
  readonly header: Claims & { readonly alg: string };
  readonly claims: Claims;
  /** A private key, or a secret for the HS algorithms. */
  readonly key: KeyObject | string;
}

/** Signs by hand, since no library signs what servers must refuse. RFC 7515 §7.1. */
export function jwt({ header, claims, key }: JwtParts): string {
  const text = `${segment(header)}.${segment(claims)}`;
  return `${text}.${signature(header.alg, text, key).toString('base64url')}`;
}

function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(alg: string, text: string, key: KeyObject | string): Buffer {
  const data = Buffer.from(text);
  if (typeof key === 'string') return createHmac('sha256', key).update(data).digest();
  switch (alg) {
    case 'none':
      return Buffer.alloc(0);
    case 'ES256':
      return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
    case 'PS256':
      return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
    default:
      return sign('sha256', data, key);
  }
}
