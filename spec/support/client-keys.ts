import type { KeyObject } from 'node:crypto';
import type { Jwk } from '../../lib/jwt/signing-keys.js';
import { ecKey, edKey, rsaKey } from './new-keys.js';

/** A key that a client signs with. */
export interface ClientKey {
  readonly alg: string;
  readonly privateKey: KeyObject;
  /** The public half, as it is registered. */
  readonly jwk: Jwk & { readonly kid: string };
}

const rsa = rsaKey();
const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** A new key for an algorithm, but of RSA always the same, since one takes long to make. */
export function clientKey(alg: string, kid = `${alg}-key`): ClientKey {
  const namedCurve = curves[alg];
  if (namedCurve !== undefined) return asClientKey(ecKey(namedCurve), alg, kid);
  return asClientKey(alg.startsWith('Ed') ? edKey() : rsa, alg, kid);
}

/** An RSA key of another length, made for the purpose. */
export function rsaClientKey(alg: string, modulusLength = 2048, kid = `${alg}-${modulusLength}`): ClientKey {
  return asClientKey(rsaKey(modulusLength), alg, kid);
}

function asClientKey(privateKey: KeyObject, alg: string, kid: string): ClientKey {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...half } = privateKey.export({ format: 'jwk' });
  return { alg, privateKey, jwk: { ...half, alg, kid } as ClientKey['jwk'] };
}
