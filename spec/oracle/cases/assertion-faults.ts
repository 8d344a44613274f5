import { now } from '../support/client.js';
import { publicPem, rsaKey } from '../support/keys.js';
import { parties } from '../support/parties.js';
import { BACKCHANNEL, TOKEN } from '../support/server.js';
import { inJson, jwe, withArray, withoutSignature } from './garbled.js';
import type { ClaimsCase, JwtCase } from './jwt-case.js';

const REFUSED = '401 invalid_client';
const { es256, otherEs256 } = parties;

/** Claims that are absent, wrong, or of another type. */
export const assertionClaims: readonly ClaimsCase[] = [
  ['without iss', REFUSED, { iss: undefined }],
  ['without sub', REFUSED, { sub: undefined }],
  ['without aud', REFUSED, { aud: undefined }],
  ['without exp', REFUSED, { exp: undefined }],
  ['without jti', REFUSED, { jti: undefined }],
  ['without iat', '200', { iat: undefined }],
  ['of another iss', REFUSED, { iss: 'ps256' }],
  ['of another sub', REFUSED, { sub: 'ps256' }],
  ['of a sub that nobody knows', REFUSED, { sub: 'stranger' }],
  ['of iss and sub of another client', REFUSED, { iss: 'other-es256', sub: 'other-es256' }],
  ['whose sub is a number', REFUSED, { sub: 1 }],
  ['that has expired', REFUSED, () => ({ exp: now() - 60 })],
  ['that expired within the tolerance', '200', () => ({ exp: now() - 3 })],
  ['that expires in a day', REFUSED, () => ({ exp: now() + 86_400 })],
  ['whose exp is a fraction', '200', () => ({ exp: now() + 60.5 })],
  ['whose exp is beyond all time', REFUSED, { exp: 1e300 }],
  ['whose exp is text', REFUSED, () => ({ exp: String(now() + 60) })],
  ['whose exp is null', REFUSED, { exp: null }],
  ['that holds from now on', '200', () => ({ nbf: now() })],
  ['that does not hold yet', REFUSED, () => ({ nbf: now() + 120 })],
  ['whose nbf is text', REFUSED, { nbf: 'now' }],
  ['issued in the future', REFUSED, () => ({ iat: now() + 120 })],
  ['issued a day ago', REFUSED, () => ({ iat: now() - 86_400 })],
  ['whose iat is text', REFUSED, { iat: 'now' }],
  ['whose jti is a number', REFUSED, { jti: 1 }],
  ['whose jti is empty', REFUSED, { jti: '' }],
  ['for another server', REFUSED, { aud: 'https://other.example.com' }],
  ['for an array with the issuer alone', '200', (issuer) => ({ aud: [issuer] })],
  [
    'for the issuer and another server',
    REFUSED,
    (issuer) => ({ aud: [issuer, 'https://other.example.com'] }),
  ],
  ['for the issuer with a slash', REFUSED, (issuer) => ({ aud: `${issuer}/` })],
  ['for the token endpoint', REFUSED, (issuer) => ({ aud: issuer + TOKEN })],
  ['for the backchannel endpoint', REFUSED, (issuer) => ({ aud: issuer + BACKCHANNEL })],
  ['for an empty array', REFUSED, { aud: [] }],
  ['with a jti of 5,000 characters', '200', { jti: 'x'.repeat(5_000) }],
];

/** Algorithms, keys and headers. */
export const assertionSignatures: readonly JwtCase[] = [
  ['signed by none', REFUSED, { header: { alg: 'none' } }],
  ['signed by HS256 with the public key', REFUSED, { header: { alg: 'HS256' }, key: publicPem(es256.key) }],
  ['signed by HS256 with the client_id', REFUSED, { header: { alg: 'HS256' }, key: 'es256' }],
  ['signed by RS256', REFUSED, { header: { alg: 'RS256' }, key: rsaKey('rs', 'RS256').privateKey }],
  ['signed by ES384 in name', REFUSED, { header: { alg: 'ES384' } }],
  ['signed by another client', REFUSED, { key: otherEs256.key.privateKey }],
  [
    'signed by another client, with its kid',
    REFUSED,
    { key: otherEs256.key.privateKey, header: { kid: 'es-2' } },
  ],
  ['of an unknown kid', REFUSED, { header: { kid: 'unknown' } }],
  ['without a kid', '200', { header: { kid: undefined } }],
  ['with a critical header of its own', REFUSED, { header: { crit: ['vendor'], vendor: 1 } }],
  ['that brings its key', '200', { header: { jwk: otherEs256.metadata.jwks?.keys[0] } }],
  [
    'signed by the key that it brings',
    REFUSED,
    { header: { jwk: otherEs256.metadata.jwks?.keys[0] }, key: otherEs256.key.privateKey },
  ],
  ['of typ client-authentication+jwt', '200', { header: { typ: 'client-authentication+jwt' } }],
  ['by es256 in lower case', REFUSED, { header: { alg: 'es256' } }],
  ['with its claims unencoded', REFUSED, { header: { b64: false, crit: ['b64'] } }],
  ['with a jku of its own', '200', { header: { jku: 'https://keys.example.com/' } }],
  ['without a signature', REFUSED, { garble: withoutSignature }],
  ['whose claims are an array', REFUSED, { garble: withArray }],
  ['with padding', REFUSED, { garble: (text) => `${text}==` }],
  ['with a space behind it', REFUSED, { garble: (text) => `${text} ` }],
  ['that is a JWS in JSON', REFUSED, { garble: inJson }],
  ['with a broken signature', REFUSED, { garble: (text) => `${text.slice(0, -8)}AAAAAAAA` }],
  ['that is no JWT', REFUSED, { garble: () => 'assertion' }],
  ['that is a JWE', REFUSED, { garble: jwe }],
  ['of 40,000 characters', REFUSED, { claims: { padding: 'x'.repeat(30_000) } }],
];
