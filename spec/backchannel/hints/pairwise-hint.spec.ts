import { decodeJwt } from 'jose';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { pairwiseSubjects } from '../../../lib/client/pairwise/pairwise-subjects.js';
import { assertionOf, bearing, signingClient } from '../../support/client-assertions.ts';
import { type KeyServer, keptAt, keyPage, keyServer } from '../../support/client-key-server.ts';
import { clientKey } from '../../support/client-keys.ts';
import {
  expectHintRefused,
  type HintHost,
  hintHost,
  idTokenHint,
  type TokenWish,
} from '../../support/hint-tokens.ts';
import { type TestHostOptions, till } from '../../support/host.js';
import { ask, type Fields, poll, start } from '../../support/http-requests.js';

const key = clientKey('ES256');
const nobody = ['unknown_user_id', 'The hint does not identify a user.'] as const;

/** A pairwise client of a sector; the host takes its word for who it is. */
function pairwiseClient(client_id: string, sector: string): CibaClient {
  const jwks_uri = `https://${sector}/jwks`;
  return {
    ...till,
    client_id,
    subject_type: 'pairwise',
    jwks_uri,
    token_endpoint_auth_method: 'private_key_jwt',
  };
}

const shop = pairwiseClient('shop', 'shop.example.com');
const branch = pairwiseClient('branch', 'shop.example.com');
const rival = pairwiseClient('rival', 'rival.example.com');
const trusting = (clients: readonly CibaClient[]): Pick<TestHostOptions, 'clients' | 'adapter'> => ({
  clients,
  adapter: {
    authenticateClient: (_req, params) =>
      clients.find(({ client_id }) => client_id === params.get('client_id')),
  },
});
const clients = trusting([shop, branch, rival, till]);
const pairwise = pairwiseSubjects(Buffer.alloc(32, 7));
const ofShop = pairwise.pseudonymOf('alice', 'shop.example.com');

const hint = (sub: string, { client_id }: CibaClient, wish: TokenWish = {}) =>
  idTokenHint({ ...wish, claims: { sub, aud: client_id, ...wish.claims } });

describe('an ID token by a pseudonym', () => {
  let host: HintHost;
  beforeEach(() => {
    host = hintHost({ ...clients, pairwise });
  });

  it.each([shop, branch])('means the user whom the sector of $client_id knows by it', async (client) => {
    await start(host, hint(ofShop, client), { client });
    expect(host.hints).toEqual([{ id_token_hint: expect.any(String), sub: 'alice' }]);
  });

  it('means nobody in another sector', async () => {
    const res = await ask(host, hint(ofShop, rival), { client: rival });
    await expectHintRefused(host, res, nobody);
  });

  it.each(['alice', '', ' ', `${ofShop}A`, ofShop.slice(1)])(
    'means nobody where it is none: %j',
    async (sub) => {
      const refused =
        sub === ''
          ? (['invalid_request', 'The claim sub of the id_token_hint is missing or wrong.'] as const)
          : nobody;
      await expectHintRefused(host, await ask(host, hint(sub, shop), { client: shop }), refused);
    },
  );

  it('is not looked at for a client without a sector', async () => {
    const { jwks_uri: _none, ...homeless } = shop;
    host = hintHost({ ...trusting([homeless]), pairwise });
    const refused = ['unauthorized_client', 'The client does not prove its sector.'] as const;
    await expectHintRefused(host, await ask(host, hint(ofShop, shop), { client: shop }), refused);
  });

  it('is looked at for its pseudonym by no client that is not pairwise', async () => {
    await start(host, hint(ofShop, till));
    expect(host.hints).toEqual([{ id_token_hint: expect.any(String), sub: ofShop }]);
  });

  it('is for resolveUser to read where pseudonyms are its own, and may then mean anybody', async () => {
    host = hintHost(clients);
    await start(host, hint('their-own', shop), { client: shop });
    expect(host.hints).toEqual([{ id_token_hint: expect.any(String) }]);
    const forged = { key: { ...key, jwk: { ...key.jwk, kid: 'k1' } } };
    const res = await ask(host, hint('their-own', shop, forged), { client: shop });
    expect([res.status, res.body.error]).toEqual([400, 'invalid_request']);
    expect(host.hints).toHaveLength(1);
  });
});

describe('an ID token that a pairwise client was given', () => {
  let server: KeyServer;
  beforeAll(async () => {
    server = await keyServer({ '/jwks': keyPage(() => [key.jwk]) });
  });
  afterAll(() => server.close());

  it('comes back as a hint for the same user', async () => {
    const client = keptAt(server.at('/jwks'), signingClient('paired', key, { subject_type: 'pairwise' }));
    const outbound = { allowLoopback: true, ca: server.authority.cert };
    const host = hintHost({ clients: [client], pairwise, outbound });
    const proof = (fields: Fields = {}): Fields => ({ ...bearing(assertionOf(client)).fields, ...fields });
    const asking = (fields?: Fields) =>
      start(host, proof({ auth_req_id: undefined, ...fields }), { client: null });
    const { authReqId, id } = await asking();
    await host.ciba.approve(id, { sub: 'alice' });
    const polled = { client: null, fields: proof({ auth_req_id: authReqId }) };
    const { body } = await poll(host, authReqId, polled);
    expect(decodeJwt(body.id_token).sub).toBe(pairwise.pseudonymOf('alice', 'localhost'));
    host.hints.length = 0;
    await asking(idTokenHint(body.id_token));
    expect(host.hints).toEqual([{ id_token_hint: body.id_token, sub: 'alice' }]);
    await host.ciba.close();
  });
});
