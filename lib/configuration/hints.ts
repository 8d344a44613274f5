import type { LoginHintTokenIssuer } from '../backchannel/hints/login-hint-token.js';
import { HINTS, type HintName } from '../backchannel/hints/one-hint.js';
import type { CibaClient } from '../client/metadata.js';
import { ConfigurationError } from '../errors.js';
import { HostError } from '../host/host-error.js';
import { CLIENT_SIGNING_ALGS } from '../jwt/algorithms.js';
import { MOST_KEYS, publicKeys } from '../jwt/key-set.js';
import type { Jwk } from '../jwt/signing-keys.js';
import { requireKnown } from '../known-options.js';
import type { CibaOptions } from '../options.js';
import { requireFunction, requireSeconds } from './checks.js';
import { YEAR } from './durations.js';

/** Who may be named how. */
export interface Hints {
  /** Whether a request of such a client may come without a hint. */
  readonly optional: (client: CibaClient) => boolean;
  readonly allowed: (client: CibaClient) => readonly HintName[];
  /** Keys of those who signed ID tokens beside us. */
  readonly idTokenKeys: readonly Jwk[];
  /** Seconds after its expiry for which an ID token is a hint. */
  readonly idTokenTolerance: number;
  /** Undefined where `login_hint_token`s are the host's to judge. */
  readonly loginHintTokens: readonly LoginHintTokenIssuer[] | undefined;
}

const MONTH = 2_592_000;
const TEN_YEARS = 10 * YEAR;

/** Completes the options about hints. @throws ConfigurationError */
export function hintsOf(options: CibaOptions): Hints {
  const { hintOptional = () => false, allowedHints = () => HINTS } = options;
  const { idTokenHintKeys = [], idTokenHintTolerance = MONTH, loginHintTokens } = options;
  return {
    optional: requireFunction('hintOptional', hintOptional),
    allowed: allowedBy(requireFunction('allowedHints', allowedHints)),
    idTokenKeys: requireKeys('idTokenHintKeys', idTokenHintKeys),
    // None at all is a tolerance too.
    idTokenTolerance:
      idTokenHintTolerance === 0
        ? 0
        : requireSeconds('idTokenHintTolerance (0 for none)', idTokenHintTolerance, TEN_YEARS),
    loginHintTokens: loginHintTokens && requireIssuers(loginHintTokens),
  };
}

/** The host's answer for one client, taken for nothing but a list of hints; nothing means all of them. */
function allowedBy(allowedHints: NonNullable<CibaOptions['allowedHints']>): Hints['allowed'] {
  return (client) => {
    const allowed: unknown = allowedHints(client) ?? HINTS;
    if (Array.isArray(allowed) && allowed.every((name) => HINTS.includes(name))) return allowed;
    throw new HostError(
      'allowedHints',
      `it must answer with a list of some of ${HINTS.join(', ')}, or with nothing`,
    );
  };
}

/** Keys that verify; one that does not would be missed only when somebody signs with it. */
function requireKeys(option: string, given: unknown): readonly Jwk[] {
  const listed = Array.isArray(given) ? given : Object(given).keys;
  const keys = publicKeys({ keys: listed });
  if (keys !== undefined && keys.length === listed.length) return keys;
  throw new ConfigurationError(
    'ERR_CIBA_HINT_KEYS',
    `${option} holds at most ${MOST_KEYS} asymmetric keys in JWK form`,
  );
}

function requireIssuers(given: readonly LoginHintTokenIssuer[]): readonly LoginHintTokenIssuer[] {
  if (!Array.isArray(given) || given.length === 0) throw badIssuers();
  for (const each of given) requireLoginHintTokenIssuer(each);
  if (new Set(given.map(({ issuer }) => issuer)).size < given.length) throw badIssuers();
  return given;
}

function requireLoginHintTokenIssuer(given: LoginHintTokenIssuer): void {
  if (Object(given) !== given) throw badIssuers();
  const names = ['issuer', 'jwks', 'jwks_uri', 'algs'];
  const { issuer, jwks, jwks_uri, algs } = requireKnown(given, {
    prefix: 'option loginHintTokens.',
    names,
  });
  if (typeof issuer !== 'string' || issuer === '' || (jwks === undefined) === (jwks_uri === undefined))
    throw badIssuers();
  if (jwks_uri !== undefined && !isHttps(jwks_uri)) throw badIssuers();
  if (jwks !== undefined) requireKeys('loginHintTokens: jwks', jwks);
  if (algs !== undefined && !isListOfAlgs(algs)) throw badIssuers();
}

/** Of algorithms that nobody but its issuer can sign by. */
function isListOfAlgs(given: unknown): boolean {
  return Array.isArray(given) && given.length > 0 && given.every((alg) => CLIENT_SIGNING_ALGS.includes(alg));
}

/** Keys come by no other way, on loopback neither. */
function isHttps(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'https:';
}

function badIssuers(): ConfigurationError {
  return new ConfigurationError(
    'ERR_CIBA_HINT_ISSUERS',
    'loginHintTokens lists issuers, each once, with jwks or a jwks_uri that is https; algs are asymmetric',
  );
}
