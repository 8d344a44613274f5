import { describe, expect, it } from '@jest/globals';
import { HINTS } from '../../lib/backchannel/hints/one-hint.js';
import { type Hints, hintsOf } from '../../lib/configuration/hints.js';
import { ConfigurationError } from '../../lib/errors.js';
import { clientKey } from '../support/client-keys.ts';

const client = { client_id: 'x' };
const { jwk } = clientKey('ES256');
const privateJwk = { ...jwk, d: 'AAAA' };
const secret = { kty: 'oct', k: 'c2VjcmV0' };
const keys = [jwk];
const issuer = 'https://operator.example.com';
const hints = (options: object = {}): Hints => hintsOf(options as never);

function codeOf(options: object): string | undefined {
  try {
    hints(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.code;
    throw error;
  }
  return undefined;
}

describe('the options about hints', () => {
  it('let every client send any one hint where they say nothing', () => {
    const { optional, allowed, ...rest } = hints();
    expect([optional(client), allowed(client)]).toEqual([false, HINTS]);
    expect(rest).toEqual({ idTokenKeys: [], idTokenTolerance: 2_592_000, loginHintTokens: undefined });
  });

  it('hold no private half of a key', () => {
    expect(hints({ idTokenHintKeys: [privateJwk] }).idTokenKeys).toEqual([jwk]);
    expect(hints({ idTokenHintKeys: { keys: [privateJwk] } }).idTokenKeys).toEqual([jwk]);
  });

  it.each([0, 1, 0.5, 86_400, 315_360_000])('may tolerate %d seconds', (idTokenHintTolerance) => {
    expect(hints({ idTokenHintTolerance }).idTokenTolerance).toBe(idTokenHintTolerance);
  });

  it.each([
    [{ issuer, jwks: { keys } }],
    [{ issuer, jwks_uri: `${issuer}/jwks` }],
    [{ issuer, jwks: { keys }, algs: ['ES256', 'EdDSA'] }],
  ])('list who signs login_hint_tokens: %j', (listed) => {
    expect(hints({ loginHintTokens: [listed] }).loginHintTokens).toEqual([listed]);
  });
});

describe('start-up refuses', () => {
  it.each<[string, string, object]>([
    ['ERR_CIBA_FUNCTION', 'allowedHints that is a list', { allowedHints: ['login_hint'] }],
    ['ERR_CIBA_FUNCTION', 'hintOptional that is a flag', { hintOptional: true }],
    ['ERR_CIBA_HINT_KEYS', 'keys that are no list', { idTokenHintKeys: jwk }],
    ['ERR_CIBA_HINT_KEYS', 'null for keys', { idTokenHintKeys: null }],
    ['ERR_CIBA_HINT_KEYS', 'a shared secret', { idTokenHintKeys: [jwk, secret] }],
    ['ERR_CIBA_HINT_KEYS', 'PEM', { idTokenHintKeys: ['-----BEGIN PUBLIC KEY-----'] }],
    ['ERR_CIBA_HINT_KEYS', 'more keys than anybody has', { idTokenHintKeys: Array(101).fill(jwk) }],
    ['ERR_CIBA_DURATION', 'a time below 0', { idTokenHintTolerance: -1 }],
    ['ERR_CIBA_DURATION', 'no end', { idTokenHintTolerance: Number.POSITIVE_INFINITY }],
    ['ERR_CIBA_DURATION', 'a time in words', { idTokenHintTolerance: '30d' }],
    ['ERR_CIBA_HINT_ISSUERS', 'no list of issuers', { loginHintTokens: { issuer, jwks: { keys } } }],
    ['ERR_CIBA_HINT_ISSUERS', 'no issuers', { loginHintTokens: [] }],
    ['ERR_CIBA_HINT_ISSUERS', 'a name alone', { loginHintTokens: [issuer] }],
    ['ERR_CIBA_HINT_ISSUERS', 'no name', { loginHintTokens: [{ jwks: { keys } }] }],
    ['ERR_CIBA_HINT_ISSUERS', 'no keys', { loginHintTokens: [{ issuer }] }],
    [
      'ERR_CIBA_HINT_ISSUERS',
      'keys of two kinds',
      { loginHintTokens: [{ issuer, jwks: { keys }, jwks_uri: `${issuer}/jwks` }] },
    ],
    [
      'ERR_CIBA_HINT_ISSUERS',
      'keys by http',
      { loginHintTokens: [{ issuer, jwks_uri: 'http://localhost/jwks' }] },
    ],
    ['ERR_CIBA_HINT_ISSUERS', 'keys by a path', { loginHintTokens: [{ issuer, jwks_uri: '/jwks' }] }],
    [
      'ERR_CIBA_HINT_ISSUERS',
      'one twice',
      {
        loginHintTokens: [
          { issuer, jwks: { keys } },
          { issuer, jwks_uri: `${issuer}/jwks` },
        ],
      },
    ],
    [
      'ERR_CIBA_HINT_ISSUERS',
      'shared secrets',
      { loginHintTokens: [{ issuer, jwks: { keys }, algs: ['HS256'] }] },
    ],
    ['ERR_CIBA_HINT_ISSUERS', 'no algorithms', { loginHintTokens: [{ issuer, jwks: { keys }, algs: [] }] }],
    [
      'ERR_CIBA_HINT_ISSUERS',
      'one algorithm',
      { loginHintTokens: [{ issuer, jwks: { keys }, algs: 'ES256' }] },
    ],
    [
      'ERR_CIBA_HINT_KEYS',
      'a secret of an issuer',
      { loginHintTokens: [{ issuer, jwks: { keys: [secret] } }] },
    ],
    ['ERR_CIBA_HINT_KEYS', 'keys that are none', { loginHintTokens: [{ issuer, jwks: {} }] }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'a slip', { loginHintTokens: [{ issuer, jwks_url: `${issuer}/jwks` }] }],
  ])('%s: %s', (code, _name, options) => {
    expect(codeOf(options)).toBe(code);
  });
});
