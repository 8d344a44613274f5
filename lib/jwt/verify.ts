import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import type { KeySet } from './key-set.js';

/** The claims of a JWT. RFC 7519 §4. */
export type Claims = Readonly<Record<string, unknown>>;

/** A JWT that holds. */
export interface Verified {
  readonly claims: Claims;
  /** The `typ` of its header: lower case, without `application/`; empty where there is none. */
  readonly typ: string;
}

/** What a JWT must be. */
export interface VerificationPolicy {
  readonly algorithms: readonly string[];
  readonly issuer: string;
  readonly subject?: string;
  /** Must be among the audiences, where given. */
  readonly audience?: string;
  readonly required: readonly string[];
  /** Most seconds from now to `exp`, and from `iat` to now. */
  readonly longest: number;
  /** Seconds for which it holds on after its `exp`. Default 0. */
  readonly tolerated?: number;
  /** The one kind of JWT (`typ` of the form `…+jwt`) that is meant; a general `typ`, or none, will do. RFC 8725 §3.11. */
  readonly kind: string;
}

/** What is wrong with a JWT. */
export type JwtFault =
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'unknown_key'
  | 'signature'
  | 'expired'
  | 'claim'
  | 'audience'
  | 'replayed';

/** A JWT that is refused. */
export class JwtRefused extends Error {
  readonly fault: JwtFault;
  /** The claim that is missing or wrong. */
  readonly claim: string | undefined;

  constructor(fault: JwtFault, options: { readonly cause?: unknown; readonly claim?: string } = {}) {
    super(`JWT refused: ${fault}${options.claim === undefined ? '' : ` ${options.claim}`}`, options);
    this.name = 'JwtRefused';
    this.fault = fault;
    this.claim = options.claim;
  }
}

/** Clocks differ: seconds by which a time may be off. FAPI 2.0 Security Profile §5.3.2.1 asks for 10, and refuses 60. */
export const CLOCK_TOLERANCE = 10;

/** Longest JWT that is looked at, in characters. */
const LONGEST_TOKEN = 32_768;

/** Most keys that are tried for a header that fits several: each costs a signature check. */
const MOST_CANDIDATES = 4;

/** A signed JWT in compact form; one of five parts would be encrypted. RFC 7515 §7.1. */
const COMPACT = /^[\w-]+\.[\w-]*\.[\w-]*$/;

/** The claims of a JWT before anything has been verified: only to learn whose keys to verify by. */
export function unverifiedClaims(token: string): Claims {
  if (token.length > LONGEST_TOKEN || !COMPACT.test(token)) return {};
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

/** The algorithm that a JWT says it is signed with. */
export function unverifiedAlg(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}

/** Verifies a signed JWT: form, algorithm, signature, type, claims, in this order. RFC 7519 §7.2. @throws JwtRefused */
export async function verifyJwt(token: string, keys: KeySet, policy: VerificationPolicy): Promise<Verified> {
  if (token.length > LONGEST_TOKEN || !COMPACT.test(token)) throw new JwtRefused('malformed');
  const { payload, protectedHeader } = await verifiedBy(keys, token, optionsOf(token, policy)).catch(refuse);
  const typ = kindOf(protectedHeader.typ);
  if (typ.endsWith('+jwt') && typ !== policy.kind) throw new JwtRefused('type');
  const now = Date.now() / 1000;
  if (Number(payload.exp ?? 0) > now + policy.longest + CLOCK_TOLERANCE)
    throw new JwtRefused('claim', { claim: 'exp' });
  return { claims: payload, typ };
}

function optionsOf(token: string, policy: VerificationPolicy): JWTVerifyOptions {
  const { algorithms, issuer, subject, audience, required, longest, tolerated = 0 } = policy;
  const { iat, exp } = unverifiedClaims(token);
  const dated = required.includes('iat') || iat !== undefined;
  return {
    algorithms: [...algorithms],
    issuer,
    requiredClaims: [...required],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: judgedAt(Number(exp), tolerated),
    ...(subject !== undefined && { subject }),
    ...(audience !== undefined && { audience }),
    ...(dated && { maxTokenAge: longest }),
  };
}

/** When a JWT is judged: now, or in its last second where it expired no longer ago than is tolerated. */
function judgedAt(exp: number, tolerated: number): Date {
  const now = Date.now();
  const expiredFor = now / 1000 - exp;
  const holdsOn = tolerated > 0 && expiredFor >= 0 && expiredFor < tolerated + CLOCK_TOLERANCE;
  return new Date(holdsOn ? (exp - 1) * 1000 : now);
}

/** Where several keys fit a header that names none, each is tried. */
async function verifiedBy(keys: KeySet, token: string, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys.find, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let left = MOST_CANDIDATES;
    for await (const key of error) {
      if (left-- === 0) break;
      const verified = await jwtVerify(token, key, options).catch(unlessAnotherKey);
      if (verified !== undefined) return verified;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** What is wrong with the JWT itself no other key mends; a key that is none to jose (RSA below 2048 bits) is passed over. */
function unlessAnotherKey(error: unknown): undefined {
  const ofToken = error instanceof errors.JOSEError;
  if (ofToken && !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
}

function kindOf(typ: unknown): string {
  if (typeof typ !== 'string') return '';
  const [type = ''] = typ.toLowerCase().split(';');
  return type.trim().replace(/^application\//, '');
}

function refuse(cause: unknown): never {
  if (cause instanceof errors.JWTExpired) throw new JwtRefused('expired', { cause, claim: cause.claim });
  if (cause instanceof errors.JWTClaimValidationFailed)
    throw new JwtRefused('claim', { cause, claim: cause.claim });
  throw new JwtRefused(faultOf(cause), { cause });
}

function faultOf(cause: unknown): JwtFault {
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported)
    return 'algorithm';
  if (cause instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
  if (cause instanceof errors.JWSInvalid || cause instanceof errors.JWTInvalid) return 'malformed';
  return 'signature';
}
