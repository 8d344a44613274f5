import { constants, createHmac, type KeyObject, sign } from 'node:crypto';

/** A JWS to be made. */
export interface JwsParts {
  readonly header: Readonly<Record<string, unknown>> | string;
  readonly payload: Readonly<Record<string, unknown>> | readonly unknown[] | string;
  /** What is signed with; a text is the secret of an HS algorithm. */
  readonly key: KeyObject | string;
  /** How it is signed; by default as the header says. */
  readonly alg?: string;
}

/** Signs by hand, since no library signs what must be refused: nothing is checked. RFC 7515 §7.1. */
export function jws({ header, payload, key, alg = algOf(header) }: JwsParts): string {
  const text = `${segment(header)}.${segment(payload)}`;
  return `${text}.${signature(alg, Buffer.from(text), key).toString('base64url')}`;
}

/** A part of a JWS: text as it is, anything else as JSON. */
export function segment(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

function algOf(header: JwsParts['header']): string {
  return typeof header === 'string' ? 'none' : String(header.alg);
}

function signature(alg: string, data: Buffer, key: KeyObject | string): Buffer {
  if (alg === 'none') return Buffer.alloc(0);
  const bits = alg.slice(2);
  if (typeof key === 'string') return createHmac(`sha${bits}`, key).update(data).digest();
  if (/^Ed/.test(alg)) return sign(null, data, key);
  if (/^ES\d/.test(alg)) return sign(`sha${bits}`, data, { key, dsaEncoding: 'ieee-p1363' });
  if (/^RS\d/.test(alg)) return sign(`sha${bits}`, data, key);
  if (!/^PS\d/.test(alg)) return Buffer.alloc(0);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign(`sha${bits}`, data, { key, padding, saltLength: Number(bits) / 8 });
}
