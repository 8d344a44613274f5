import { now } from '../support/client.js';
import { publicPem } from '../support/keys.js';
import { parties } from '../support/parties.js';
import { BACKCHANNEL } from '../support/server.js';
import { inJson, jwe, withArray, withoutSignature } from './garbled.js';
import type { ClaimsCase, JwtCase } from './jwt-case.js';

const REFUSED = '400 invalid_request';
const { signer, otherSigner, ps256Signer } = parties;

/** Claims that are absent, wrong, or of another type. */
export const requestClaims: readonly ClaimsCase[] = [
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti'].map(
    (name) => [`without ${name}`, REFUSED, { [name]: undefined }] as const,
  ),
  ['of another iss', REFUSED, { iss: 'other-signer' }],
  ['for another server', REFUSED, { aud: 'https://other.example.com' }],
  ['for the backchannel endpoint', REFUSED, (issuer) => ({ aud: issuer + BACKCHANNEL })],
  ['for the issuer and another server', '200', (issuer) => ({ aud: [issuer, 'https://other.example.com'] })],
  ['that has expired', REFUSED, () => ({ exp: now() - 60 })],
  ['that expires in twelve hours', '200', () => ({ exp: now() + 43_200 })],
  ['that expires in a week', REFUSED, () => ({ exp: now() + 604_800 })],
  ['issued and valid for 30 minutes by now', '200', () => ({ iat: now() - 1800, nbf: now() - 1800 })],
  ['whose exp is text', REFUSED, () => ({ exp: String(now() + 60) })],
  ['that does not hold yet', REFUSED, () => ({ nbf: now() + 600 })],
  ['that holds in five seconds', '200', () => ({ nbf: now() + 5 })],
  ['whose nbf is text', REFUSED, { nbf: 'now' }],
  ['issued in the future', REFUSED, () => ({ iat: now() + 600 })],
  ['whose iat is text', REFUSED, { iat: 'now' }],
  ['whose jti is a number', REFUSED, { jti: 1 }],
  ['whose jti is empty', REFUSED, { jti: '' }],
  ['with its client_id', '200', { client_id: 'signer' }],
  ['with the client_id of another', REFUSED, { client_id: 'other-signer' }],
  ['with a request inside', REFUSED, { request: 'x' }],
  ['with a request_uri inside', REFUSED, { request_uri: 'urn:request' }],
  ['with a secret inside', '200', { client_secret: 'wrong' }],
  ['without scope', REFUSED, { scope: undefined }],
  ['whose scope lacks openid', '400 invalid_scope', { scope: 'profile' }],
  ['whose scope is an array', REFUSED, { scope: ['openid'] }],
  ['without a hint', REFUSED, { login_hint: undefined }],
  ['with two hints', REFUSED, { login_hint_token: 'x' }],
  ['whose login_hint is a number', REFUSED, { login_hint: 1 }],
  ['whose binding_message is null', REFUSED, { binding_message: null }],
  ['whose binding_message is an object', REFUSED, { binding_message: {} }],
  ['whose acr_values are an array', REFUSED, { acr_values: ['urn:acr:1'] }],
  ['whose resource is an array', '200', { resource: ['https://one.example.com', 'https://two.example.com'] }],
  ['whose request_context is an object', '200', { request_context: { ip: '192.0.2.1' } }],
  ['whose requested_expiry is "1e3"', REFUSED, { requested_expiry: '1e3' }],
  ['with an unknown claim', '200', { vendor: 'text' }],
  ['with an unknown claim that is an object', '200', { vendor: { nested: [1, true, null] } }],
  ['with an unknown claim that is true', '200', { vendor: true }],
  [
    'with a client_notification_token from a client that polls',
    '200',
    { client_notification_token: 'no token!' },
  ],
  ['for nobody', '400 unknown_user_id', { login_hint: 'mallory' }],
  ['whose requested_expiry is a number', '200', { requested_expiry: 30 }],
  ['whose requested_expiry is text', '200', { requested_expiry: '30' }],
  ['whose requested_expiry is 0', REFUSED, { requested_expiry: 0 }],
  ['whose requested_expiry is 1.5', REFUSED, { requested_expiry: 1.5 }],
  ['whose requested_expiry is true', REFUSED, { requested_expiry: true }],
  ['whose binding_message has a line break', '400 invalid_binding_message', { binding_message: 'a\nb' }],
];

/** Algorithms, keys and headers. */
export const requestSignatures: readonly JwtCase[] = [
  ['signed by none', REFUSED, { header: { alg: 'none' } }],
  ['signed by none, without a signature', REFUSED, { header: { alg: 'none' }, garble: withoutSignature }],
  ['signed by HS256 with the public key', REFUSED, { header: { alg: 'HS256' }, key: publicPem(signer.key) }],
  ['signed by HS256 with the secret', REFUSED, { header: { alg: 'HS256' }, key: 'secret-of-signer' }],
  [
    'signed by PS256 instead of ES256',
    REFUSED,
    { header: { alg: 'PS256', kid: 'request-3' }, key: ps256Signer.key.privateKey },
  ],
  ['signed by another client', REFUSED, { key: otherSigner.key.privateKey }],
  ['of an unknown kid', REFUSED, { header: { kid: 'unknown' } }],
  ['without a kid', '200', { header: { kid: undefined } }],
  ['of typ oauth-authz-req+jwt', '200', { header: { typ: 'oauth-authz-req+jwt' } }],
  ['of typ at+jwt', REFUSED, { header: { typ: 'at+jwt' } }],
  ['with a critical header of its own', REFUSED, { header: { crit: ['vendor'], vendor: 1 } }],
  ['with a broken signature', REFUSED, { garble: (text) => `${text.slice(0, -8)}AAAAAAAA` }],
  ['by es256 in lower case', REFUSED, { header: { alg: 'es256' } }],
  ['with its claims unencoded', REFUSED, { header: { b64: false, crit: ['b64'] } }],
  ['whose claims are an array', REFUSED, { garble: withArray }],
  ['with padding', REFUSED, { garble: (text) => `${text}==` }],
  ['that is a JWS in JSON', REFUSED, { garble: inJson }],
  ['that is no JWT', REFUSED, { garble: () => 'request' }],
  ['that is a JWE', REFUSED, { garble: jwe }],
];
