import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { Jwk } from 'express-ciba';

/** The algorithms that this host can sign ID tokens with. */
export const signingAlgs = ['PS256', 'ES256', 'RS256'] as const;

export type SigningAlg = (typeof signingAlgs)[number];

/** The key that this host signs ID tokens with. */
export interface SigningKey {
  readonly alg: SigningAlg;
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The private key as the package takes it. */
  readonly jwk: Jwk;
}

/** Makes a key. It ends with the process, as the tokens of this host do: a real host keeps its keys, or its clients could verify nothing after a restart. */
export function newSigningKey(alg: SigningAlg): SigningKey {
  const privateKey = newPrivateKey(alg);
  const kid = randomUUID();
  const jwk = { ...privateKey.export({ format: 'jwk' }), alg, kid } as Jwk;
  return { alg, kid, privateKey, jwk };
}

function newPrivateKey(alg: SigningAlg): KeyObject {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  // Read anew: a key that Node has just generated shares a lock with its making, and its export as a JWK may wait for that forever.
  const bytes = privateKey.export({ type: 'pkcs8', format: 'der' });
  return createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
}
