import { asking, type Case, poll, polling, type Sent } from '../support/case.js';
import { assertionFields, type JwtWish, now } from '../support/client.js';
import { parties, type SigningParty } from '../support/parties.js';
import { TOKEN } from '../support/server.js';
import { assertionClaims, assertionSignatures } from './assertion-faults.js';

const REFUSED = '401 invalid_client';
const { es256, otherEs256, ps256 } = parties;

/** An assertion and what goes with it; `more` stands beside them. */
const asserting =
  (wish: JwtWish, more: Sent['fields'] = {}, party: SigningParty = es256) =>
  ({ issuer }: { issuer: string }): Sent => ({
    party: null,
    fields: { ...assertionFields(party, issuer, wish), ...more },
  });

const around: readonly Case[] = [
  asking('an assertion without its type', REFUSED, asserting({}, { client_assertion_type: undefined })),
  asking(
    'an assertion of another type',
    REFUSED,
    asserting({}, { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
  ),
  asking('a type without an assertion', REFUSED, asserting({}, { client_assertion: undefined })),
  asking('an assertion and an empty client_secret', '200', asserting({}, { client_secret: '' })),
  asking('an assertion and its client_id', '200', asserting({}, { client_id: 'es256' })),
  asking('an assertion and the client_id of another', REFUSED, asserting({}, { client_id: 'other-es256' })),
  asking(
    'an assertion from a client with a secret',
    REFUSED,
    asserting({ claims: { iss: 'post', sub: 'post' } }),
  ),
  asking('the secret method from a client with a key', REFUSED, {
    party: null,
    fields: { client_id: 'es256', client_secret: 'secret' },
  }),
  asking('an assertion twice in two requests', REFUSED, async (server) => {
    const sent = asserting({})(server);
    await poll(server, sent);
    return sent;
  }),
  polling('an assertion that asked before, polling', REFUSED, async (server) => {
    const sent = asserting({})(server);
    await poll(server, sent);
    return sent;
  }),
  asking('the jti of another client', '200', async (server) => {
    const claims = { jti: 'shared' };
    await poll(server, asserting({ claims }, {}, otherEs256)(server));
    return asserting({ claims })(server);
  }),
];

/** `private_key_jwt`. RFC 7523 §3, OpenID Connect Core §9. */
export const assertions: readonly Case[] = [
  asking('an assertion by ES256', '200', asserting({})),
  asking('an assertion by PS256', '200', asserting({}, {}, ps256)),
  asking(
    'an assertion by PS256 from a client registered for ES256',
    REFUSED,
    asserting({ header: { alg: 'PS256', kid: 'ps-1' }, key: ps256.key.privateKey }),
  ),
  polling('an assertion by ES256, polling', '400 invalid_grant', asserting({})),
  polling(
    'an assertion for the token endpoint, polling',
    REFUSED,
    asserting({ claims: (issuer) => ({ aud: issuer + TOKEN }) }),
  ),
  polling(
    'an assertion that has expired, polling',
    REFUSED,
    asserting({ claims: () => ({ exp: now() - 60 }) }),
  ),
  ...assertionClaims.map(([what, answer, claims]) =>
    asking(`an assertion ${what}`, answer, asserting({ claims })),
  ),
  ...assertionSignatures.map(([what, answer, wish]) =>
    asking(`an assertion ${what}`, answer, asserting(wish)),
  ),
  ...around,
];
