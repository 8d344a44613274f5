import { ask, asking, type Case, type Sent } from '../support/case.js';
import { type JwtWish, now, requestObject } from '../support/client.js';
import { parties, type SigningParty } from '../support/parties.js';
import { requestClaims, requestSignatures } from './request-faults.js';

const REFUSED = '400 invalid_request';
const { post, signer, otherSigner, ps256Signer } = parties;

/** No parameter stands outside the JWT. */
const nothing: Sent['fields'] = { scope: undefined, login_hint: undefined };

/** A request by JWT alone; `more` stands beside it. */
const signing =
  (wish: JwtWish, more: Sent['fields'] = {}, party: SigningParty = signer) =>
  ({ issuer }: { issuer: string }): Sent => ({
    party,
    fields: { ...nothing, request: requestObject(party, issuer, wish), ...more },
  });

const around: readonly Case[] = [
  asking('an unsigned request from a client that must sign', REFUSED, { party: signer }),
  asking('a signed request with its scope outside too', REFUSED, signing({}, { scope: 'openid' })),
  asking(
    'a signed request with a binding_message outside',
    REFUSED,
    signing({}, { binding_message: 'W4SCT' }),
  ),
  asking(
    'a signed request with its hint outside',
    REFUSED,
    signing({ claims: { login_hint: undefined } }, { login_hint: 'alice' }),
  ),
  asking('a signed request with an unknown parameter outside', '200', signing({}, { vendor: '1' })),
  asking('a signed request in the URL', REFUSED, ({ issuer }) => ({
    party: signer,
    query: { request: requestObject(signer, issuer) },
    fields: nothing,
  })),
  asking('a signed request and a request_uri', REFUSED, signing({}, { request_uri: 'urn:request' })),
  asking('a signed request of another client', REFUSED, ({ issuer }) => ({
    party: otherSigner,
    fields: { ...nothing, request: requestObject(signer, issuer) },
  })),
  asking(
    'a signed request with a wrong secret',
    '401 invalid_client',
    signing({}, { client_secret: 'wrong' }),
  ),
  asking('a signed request of another client, and client_id alone', '401 invalid_client', ({ issuer }) => ({
    party: null,
    fields: {
      client_id: 'other-signer',
      ...nothing,
      request: requestObject(signer, issuer),
    },
  })),
  asking('a signed request from a client that has registered no algorithm', REFUSED, ({ issuer }) => ({
    party: parties.es256,
    fields: { ...nothing, request: requestObject(parties.es256, issuer) },
  })),
  asking('a request by HS256 from a client that has registered no algorithm', REFUSED, ({ issuer }) => ({
    party: post,
    fields: {
      ...nothing,
      request: requestObject({ ...signer, metadata: post.metadata }, issuer, {
        header: { alg: 'HS256', kid: undefined },
        key: 'secret-of-post',
      }),
    },
  })),
  asking('a signed request twice', REFUSED, async (server) => {
    const sent = signing({})(server);
    await ask(server, sent);
    return sent;
  }),
];

/** Signed authentication requests. CIBA Core 1.0 §7.1.1. */
export const signedRequests: readonly Case[] = [
  asking('a signed request by ES256', '200', signing({})),
  asking('a signed request by PS256', '200', signing({}, {}, ps256Signer)),
  asking(
    'a signed request by PS256 that has expired',
    REFUSED,
    signing({ claims: () => ({ exp: now() - 60 }) }, {}, ps256Signer),
  ),
  ...requestClaims.map(([what, answer, claims]) =>
    asking(`a signed request ${what}`, answer, signing({ claims })),
  ),
  ...requestSignatures.map(([what, answer, wish]) =>
    asking(`a signed request ${what}`, answer, signing(wish)),
  ),
  ...around,
];
