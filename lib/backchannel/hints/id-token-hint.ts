import type { CibaClient } from '../../client/metadata.js';
import { CibaError } from '../../errors.js';
import { CLIENT_SIGNING_ALGS } from '../../jwt/algorithms.js';
import type { KeySet } from '../../jwt/key-set.js';
import { type JwtFault, JwtRefused, type Verified, verifyJwt } from '../../jwt/verify.js';
import { isOtherToken } from './other-tokens.js';

/** What judging an `id_token_hint` needs. */
export interface IdTokenHintContext {
  readonly issuer: string;
  /** Of everybody who signs, or has signed, ID tokens of this issuer. */
  readonly keys: KeySet;
  /** Seconds after `exp` for which a token is still taken. */
  readonly tolerance: number;
  /** Undefined where pseudonyms are the host's own. */
  readonly pairwise: PseudonymReader | undefined;
}

/** Reads the pseudonyms of clients. */
export interface PseudonymReader {
  /** The user whom a client knows by this pseudonym; undefined where there is none. OpenID Connect Core 1.0 §8.1. */
  readonly subOf: (pseudonym: string, client: CibaClient) => Promise<string | undefined>;
}

/** An ID token of ours names a user by a pseudonym that is nobody's any more. */
export class UnknownPseudonym extends CibaError {
  readonly pseudonym: string;

  constructor(pseudonym: string) {
    super('unknown_user_id');
    this.pseudonym = pseudonym;
  }
}

/** No ID token lives as long: how long it does is for whoever issued it to say. */
const CENTURY = 3_155_760_000;

const REQUIRED = ['iss', 'sub', 'aud', 'exp', 'iat'];

const TEXTS: Readonly<Partial<Record<JwtFault, string>>> = {
  malformed: 'The id_token_hint is no signed JWT; one that is encrypted must be decrypted first.',
  type: 'The id_token_hint is another kind of JWT.',
  algorithm: 'The id_token_hint uses an algorithm that is not taken.',
  unknown_key: 'The id_token_hint is signed by a key that is not known here.',
  signature: 'The signature of the id_token_hint does not verify.',
};

/**
 * The user whom an ID token names that we issued to this client, be it long ago. CIBA Core 1.0 §7.1, §14.
 *
 * Undefined where it names a pseudonym that the host alone can read.
 *
 * @throws CibaError `invalid_request` for what is no such ID token, `unknown_user_id` for one that is too old or names nobody
 */
export async function verifiedIdTokenHint(
  token: string,
  client: CibaClient,
  context: IdTokenHintContext,
): Promise<string | undefined> {
  const sub = await subjectOf(token, client.client_id, context).catch(refuse);
  if (client.subject_type !== 'pairwise') return sub;
  if (context.pairwise === undefined) return undefined;
  const known = await context.pairwise.subOf(sub, client);
  if (known === undefined) throw new UnknownPseudonym(sub);
  return known;
}

async function subjectOf(
  token: string,
  clientId: string,
  { issuer, keys, tolerance }: IdTokenHintContext,
): Promise<string> {
  const verified = await verifyJwt(token, keys, {
    algorithms: CLIENT_SIGNING_ALGS,
    issuer,
    audience: clientId,
    required: REQUIRED,
    longest: CENTURY,
    tolerated: tolerance,
    kind: 'jwt',
  });
  if (isOtherToken(verified)) throw new JwtRefused('type');
  if (!isListOfTexts(verified.claims)) throw new JwtRefused('claim', { claim: 'aud' });
  const { sub } = verified.claims;
  if (typeof sub !== 'string' || sub === '') throw new JwtRefused('claim', { claim: 'sub' });
  return sub;
}

/** One that holds something else than text was not made by anybody who makes ID tokens. RFC 7519 §4.1.3. */
function isListOfTexts({ aud }: Verified['claims']): boolean {
  return [aud].flat().every((audience) => typeof audience === 'string');
}

/** Nothing that the token says goes with the refusal. */
function refuse(refused: unknown): never {
  if (!(refused instanceof JwtRefused)) throw refused;
  const { fault, claim } = refused;
  if (fault === 'expired') throw new CibaError('unknown_user_id', 'The id_token_hint is too old.');
  const text = TEXTS[fault] ?? `The claim ${claim} of the id_token_hint is missing or wrong.`;
  throw new CibaError('invalid_request', text);
}
