import { hash } from 'node:crypto';
import { CibaError } from '../../errors.js';
import type { FormRequest } from '../../http/handler.js';
import { type Proof, type ProofFault, type ProofPolicy, ProofRefused, verifyProof } from '../../jwt/proof.js';
import type { CibaStore } from '../../request/store.js';
import { CLOCKS_APART } from '../single-use.js';
import type { DpopNonces } from './dpop-nonces.js';

/** What judging proofs needs. */
export interface DpopContext {
  readonly store: Pick<CibaStore, 'useOnce'>;
  readonly algorithms: readonly string[];
  /** Undefined where none are demanded. */
  readonly nonces: DpopNonces | undefined;
}

/** What a proof must be for. */
export type ProofPurpose = Pick<ProofPolicy, 'method' | 'urls' | 'accessToken'>;

/** The proofs that clients hold a key. */
export interface DpopProofs {
  /** The thumbprint of the key that a request proves; undefined where it has no proof. Each proof is taken once. @throws CibaError */
  readonly judge: (request: Pick<FormRequest, 'proof'>, purpose: ProofPurpose) => Promise<string | undefined>;
  /** The nonce to answer with, where they are demanded. */
  readonly nonce: () => string | undefined;
}

/** What the client is told. */
const TEXTS: Readonly<Record<Exclude<ProofFault, 'nonce'>, string>> = {
  malformed: 'The DPoP header is not one signed JWT.',
  type: 'typ of the DPoP proof must be dpop+jwt.',
  algorithm: 'alg of the DPoP proof is not supported.',
  key: 'jwk of the DPoP proof must be one public key.',
  signature: 'The DPoP proof is not signed by its key.',
  method: 'htm of the DPoP proof is not the method of the request.',
  url: 'htu of the DPoP proof is not the URL of the request.',
  jti: 'jti of the DPoP proof must be text of 1 to 256 characters.',
  access_token: 'ath of the DPoP proof is not the hash of the access token.',
  time: 'The DPoP proof is too old, or of the future.',
  replayed: 'The DPoP proof was used before.',
};

/** Judges DPoP proofs at endpoints and resources. RFC 9449 §4.3. */
export function dpopProofs({ store, algorithms, nonces }: DpopContext): DpopProofs {
  return {
    nonce: () => nonces?.current(),
    judge: async ({ proof }, purpose) => {
      if (proof === undefined) return undefined;
      try {
        const verified = await verifyProof(proof, { ...purpose, algorithms, nonces });
        await spend(verified, store);
        return verified.jkt;
      } catch (error) {
        throw error instanceof ProofRefused ? asRefusal(error) : error;
      }
    },
  };
}

/**
 * Last of all: whatever else is wrong with a proof, it may be a stranger's copy of one that is yet to come. It is spent for its key, whoever
 * sends it: nothing in a proof names a client.
 */
async function spend({ jkt, jti, seconds }: Proof, store: DpopContext['store']): Promise<void> {
  const used = { kind: 'proof', clientId: jkt, jti: hash('sha256', jti, 'base64url') } as const;
  if (!(await store.useOnce({ ...used, seconds: seconds + CLOCKS_APART })))
    throw new ProofRefused('replayed');
}

function asRefusal(cause: ProofRefused): CibaError {
  if (cause.fault === 'nonce') return new CibaError('use_dpop_nonce', undefined, { cause });
  return new CibaError('invalid_dpop_proof', TEXTS[cause.fault], { cause });
}
