import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import { isAsymmetricKey, PRIVATE_MEMBERS, publicKeys } from './key-set.js';
import type { Jwk } from './signing-keys.js';
import { CLOCK_TOLERANCE } from './verify.js';

/** The nonces that proofs must carry. RFC 9449 §8. */
export interface Nonces {
  readonly isFresh: (nonce: string) => boolean;
  /** For how long one is fresh at most. */
  readonly seconds: number;
}

/** What a proof must be for. */
export interface ProofPolicy {
  readonly algorithms: readonly string[];
  readonly method: string;
  /** The names of the endpoint: `htu` is one of them. */
  readonly urls: readonly string[];
  /** The token that the proof comes with, at a resource. RFC 9449 §7. */
  readonly accessToken?: string | undefined;
  /** Where nonces are demanded; when the proof was made is judged by its nonce then, and not by the client's clock. */
  readonly nonces?: Nonces | undefined;
}

/** A proof that holds. */
export interface Proof {
  /** The thumbprint of its key. RFC 7638. */
  readonly jkt: string;
  readonly jti: string;
  /** For how long it would be accepted again. */
  readonly seconds: number;
}

/** What is wrong with a proof. */
export type ProofFault =
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'method'
  | 'url'
  | 'jti'
  | 'access_token'
  | 'nonce'
  | 'time'
  | 'replayed';

/** A proof that is refused. */
export class ProofRefused extends Error {
  readonly fault: ProofFault;

  constructor(fault: ProofFault, cause?: unknown) {
    super(`DPoP proof refused: ${fault}`, { cause });
    this.name = 'ProofRefused';
    this.fault = fault;
  }
}

/** Seconds for which a proof without a nonce is good. */
const LIFETIME = 60;

/** Longest proof that is looked at, in characters: one by RSA of 8,192 bits has some 4,000. */
const LONGEST_PROOF = 8192;

const LONGEST_JTI = 256;

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Verifies a DPoP proof: form, key, signature, what it is for, when it was made, in this order. RFC 9449 §4.3. @throws ProofRefused */
export async function verifyProof(proof: string, policy: ProofPolicy): Promise<Proof> {
  const { header, key } = readHeader(proof, policy);
  const jkt = await calculateJwkThumbprint(key).catch((cause) => refuse('key', cause));
  const { payload } = await jwtVerify(proof, key, {
    algorithms: [header.alg as string],
    clockTolerance: CLOCK_TOLERANCE,
  }).catch((cause) => refuse(faultOf(cause), cause));
  requirePurpose(payload, policy);
  const { jti } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) refuse('jti');
  return { jkt, jti, seconds: secondsLeft(payload, policy) };
}

/** The header, and the one public key in it. */
function readHeader(
  proof: string,
  { algorithms }: ProofPolicy,
): { header: ProtectedHeaderParameters; key: Jwk } {
  if (proof.length > LONGEST_PROOF || !COMPACT.test(proof)) refuse('malformed');
  const header = decoded(proof);
  // No extension is understood. RFC 7515 §4.1.11.
  if (header.crit !== undefined) refuse('malformed');
  if (header.typ !== 'dpop+jwt') refuse('type');
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg)) refuse('algorithm');
  const { jwk } = header;
  if (!isAsymmetricKey(jwk) || PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) refuse('key');
  const [key] = publicKeys({ keys: [jwk] }) ?? [];
  return { header, key: key as Jwk };
}

function decoded(proof: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(proof);
  } catch (cause) {
    return refuse('malformed', cause);
  }
}

function requirePurpose({ htm, htu, ath }: JWTPayload, { method, urls, accessToken }: ProofPolicy): void {
  if (htm !== method) refuse('method');
  const url = typeof htu === 'string' ? parsed(htu) : refuse('url');
  if (!urls.some((own) => normalised(new URL(own)) === url)) refuse('url');
  if (accessToken !== undefined && ath !== tokenDigest(accessToken)) refuse('access_token');
}

/** `URL.canParse` of Node 20 errs about text beyond ASCII. */
function parsed(htu: string): string {
  try {
    return normalised(new URL(htu));
  } catch (cause) {
    return refuse('url', cause);
  }
}

/** A URL without query and fragment, written as every other spelling of it would be. RFC 3986 §6.2.2, §6.2.3. */
function normalised(url: URL): string {
  url.search = '';
  url.hash = '';
  return url.href.replaceAll(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
}

/** RFC 9449 §4.2. */
function tokenDigest(accessToken: string): string {
  return createHash('sha256').update(accessToken, 'ascii').digest('base64url');
}

/** Judges when a proof was made, by the nonce where there must be one, and else by its `iat`. RFC 9449 §11.1. */
function secondsLeft({ iat, nonce }: JWTPayload, { nonces }: ProofPolicy): number {
  if (typeof iat !== 'number') return refuse('time');
  if (nonces !== undefined) {
    if (typeof nonce !== 'string' || !nonces.isFresh(nonce)) refuse('nonce');
    return nonces.seconds;
  }
  const age = Date.now() / 1000 - iat;
  if (age < -CLOCK_TOLERANCE || age > LIFETIME + CLOCK_TOLERANCE) refuse('time');
  return Math.ceil(LIFETIME + CLOCK_TOLERANCE - age);
}

function refuse(fault: ProofFault, cause?: unknown): never {
  throw new ProofRefused(fault, cause);
}

function faultOf(cause: unknown): ProofFault {
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed) return 'time';
  if (cause instanceof errors.JWSInvalid || cause instanceof errors.JWTInvalid) return 'malformed';
  return 'key';
}
