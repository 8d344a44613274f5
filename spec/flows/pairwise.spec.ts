import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import type { CibaGrant } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type PairwiseSubjects, pairwiseSubjects } from '../../lib/client/pairwise/pairwise-subjects.js';
import { unverifiedClaims } from '../../lib/jwt/verify.js';
import { assertionOf, JWT_BEARER, type SigningClient, signingClient } from '../support/client-assertions.js';
import { type KeyServer, keptAt, keyPage, keyServer } from '../support/client-key-server.js';
import { clientKey } from '../support/client-keys.js';
import { type TestHost, type TestHostOptions, testHost } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { ask, type Fields, poll } from '../support/http-requests.js';
import { startToldApproved } from '../support/receiver-host.js';
import { useSetting } from '../support/receiver-setting.js';
import { pollMetadata, register, registrationHost } from '../support/registration-host.js';
import { storeCases } from '../support/stores.js';

const subjects = pairwiseSubjects(Buffer.alloc(32, 3));
const key = clientKey('ES256');
const UNPROVEN = { description: 'The client does not prove its sector.' };

let server: KeyServer;
let grants: CibaGrant[];
let hosts: TestHost[];

beforeAll(async () => {
  const sector = () => [server.at('/jwks'), server.at('/jwks', '127.0.0.1')];
  server = await keyServer({
    '/jwks': keyPage(() => [key.jwk]),
    '/other': keyPage(() => [key.jwk]),
    '/sector': (_req, res) => void res.end(JSON.stringify(sector())),
    '/another-sector': (_req, res) => void res.end('[]'),
  });
});
afterAll(() => server.close());
beforeEach(() => {
  grants = [];
  hosts = [];
});
afterEach(() => Promise.all(hosts.map(({ ciba }) => ciba.close())));

function trusting(options: TestHostOptions): TestHostOptions {
  const outbound = { allowLoopback: true, ca: server.authority.cert };
  const issueTokens = (grant: CibaGrant) => {
    grants.push(grant);
    return { access_token: 'a', token_type: 'Bearer' };
  };
  return { outbound, pairwise: subjects, ...options, adapter: { issueTokens, ...options.adapter } };
}

function hosting(options: TestHostOptions): TestHost {
  const host = testHost(trusting(options));
  hosts.push(host);
  return host;
}

function pairwiseAt(uri: string, changes: Partial<CibaClient> = {}): SigningClient {
  const client_id = `pairwise-${uri}`;
  return keptAt(uri, signingClient(client_id, key), { subject_type: 'pairwise', ...changes });
}

/** The form in which a client proves itself. */
function proof(client: SigningClient): Fields {
  return { client_assertion_type: JWT_BEARER, client_assertion: assertionOf(client) };
}

async function approved(host: TestHost, client: SigningClient, fields: Fields = {}): Promise<Response> {
  const asked = await ask(host, { ...fields, ...proof(client) }, { client: null });
  expect([asked.status, asked.body.error_description]).toEqual([200, undefined]);
  await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
  return poll(host, asked.body.auth_req_id, { client: null, fields: proof(client) });
}

async function subFor(host: TestHost, client: SigningClient): Promise<unknown> {
  const { status, body } = await approved(host, client);
  expect([status, body.error_description]).toEqual([200, undefined]);
  return unverifiedClaims(body.id_token).sub;
}

describe('a pairwise client', () => {
  it('gets an ID token that names the user by the pseudonym of its sector', async () => {
    const client = pairwiseAt(server.at('/jwks'));
    const pseudonym = subjects.pseudonymOf('alice', 'localhost');
    expect(await subFor(hosting({ clients: [client] }), client)).toBe(pseudonym);
    expect(grants).toMatchObject([{ sub: pseudonym, user: { sub: 'alice' } }]);
  });

  it('is sent no ID token of the host’s own that names the user otherwise', async () => {
    const client = pairwiseAt(server.at('/jwks'));
    const claims = Buffer.from(JSON.stringify({ sub: 'alice' })).toString('base64url');
    const header = Buffer.from(JSON.stringify({ alg: 'ES256' })).toString('base64url');
    const issueTokens = () => ({
      access_token: 'a',
      token_type: 'Bearer',
      id_token: `${header}.${claims}.c2ln`,
    });
    const { status, body } = await approved(hosting({ clients: [client], adapter: { issueTokens } }), client);
    expect([status, body]).toEqual([500, { error: 'server_error', error_description: 'The server failed.' }]);
  });

  it('shares its pseudonyms with the clients of its sector, and with no other', async () => {
    const [one, same, other] = [
      pairwiseAt(server.at('/jwks')),
      pairwiseAt(server.at('/other')),
      pairwiseAt(server.at('/jwks', '127.0.0.1')),
    ];
    const host = hosting({ clients: [one, same, other] });
    const seen = [await subFor(host, one), await subFor(host, same), await subFor(host, other)];
    expect(seen).toEqual(
      ['localhost', 'localhost', '127.0.0.1'].map((at) => subjects.pseudonymOf('alice', at)),
    );
  });

  it('belongs to the sector that it names', async () => {
    const client = pairwiseAt(server.at('/jwks'), { sector_identifier_uri: 'https://group.example/urls' });
    const pseudonym = subjects.pseudonymOf('alice', 'group.example');
    expect(await subFor(hosting({ clients: [client] }), client)).toBe(pseudonym);
  });

  it('leaves every other client the name that the host uses', async () => {
    for (const subject_type of [undefined, 'public']) {
      const client = pairwiseAt(server.at('/jwks'), { subject_type });
      expect(await subFor(hosting({ clients: [client] }), client)).toBe('alice');
    }
    expect(grants.map(({ sub }) => sub)).toEqual(['alice', 'alice']);
  });

  it('is refused before anybody is asked where it does not prove its sector', async () => {
    const client = {
      ...pairwiseAt(server.at('/jwks')),
      token_endpoint_auth_method: 'client_secret_post',
      client_secret: 'pairwise-secret',
    };
    const looked: unknown[] = [];
    const resolveUser = (hint: unknown) => void looked.push(hint);
    const host = hosting({ clients: [client], adapter: { resolveUser } });
    expectRefusal(await ask(host, {}, { client }), [400, 'unauthorized_client'], UNPROVEN);
    expect([looked, host.notified]).toEqual([[], []]);
  });

  it('is refused tokens where it no longer proves its sector', async () => {
    const clients = [pairwiseAt(server.at('/jwks'))];
    const [client] = clients as [SigningClient];
    const host = hosting({ clients });
    const asked = await ask(host, proof(client), { client: null });
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    clients[0] = { ...client, jwks_uri: undefined, jwks: { keys: [key.jwk] } };
    const res = await poll(host, asked.body.auth_req_id, { client: null, fields: proof(client) });
    expectRefusal(res, [400, 'unauthorized_client'], UNPROVEN);
    expect(grants).toEqual([]);
  });

  it('may send its ID token back as a hint for the same user', async () => {
    const client = pairwiseAt(server.at('/jwks'));
    const users: unknown[] = [];
    const resolveUser = ({ login_hint, sub }: { login_hint?: string; sub?: string }) => {
      users.push(sub ?? login_hint);
      return { sub: 'alice' };
    };
    const host = hosting({ clients: [client], adapter: { resolveUser } });
    const { body } = await approved(host, client);
    const again = await approved(host, client, { login_hint: undefined, id_token_hint: body.id_token });
    expect([again.status, users]).toEqual([200, ['alice', 'alice']]);
    expect(unverifiedClaims(again.body.id_token).sub).toBe(subjects.pseudonymOf('alice', 'localhost'));
  });
});

describe('pseudonyms of the host’s own making', () => {
  const own = (pseudonymOf: PairwiseSubjects['pseudonymOf']): TestHostOptions => ({
    pairwise: { pseudonymOf, subOf: () => undefined },
  });

  it('are asked for by user and sector', async () => {
    const asked: unknown[] = [];
    const client = pairwiseAt(server.at('/jwks'));
    const pairwise = own(async (...args) => {
      asked.push(args);
      return 'p-7';
    });
    expect(await subFor(hosting({ clients: [client], ...pairwise }), client)).toBe('p-7');
    expect(asked).toEqual([['alice', 'localhost']]);
  });

  it.each<[string, PairwiseSubjects['pseudonymOf'], string]>([
    ['fails', () => Promise.reject(new Error('pseudonyms are down')), 'pseudonyms are down'],
    ['is empty', () => '', 'it must answer with text of at most 255 characters'],
    ['is too long', () => 'x'.repeat(256), 'it must answer with text of at most 255 characters'],
    ['is no text', () => 7 as never, 'it must answer with text of at most 255 characters'],
  ])('lose no approval where one %s', async (_how, pseudonymOf, said) => {
    const client = pairwiseAt(server.at('/jwks'));
    const host = hosting({ clients: [client], ...own(pseudonymOf) });
    const res = await approved(host, client);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, said, res);
    expect(grants).toEqual([]);
  });
});

describe('where no pseudonyms are given', () => {
  it('a pairwise client is asked for no proof, and the host makes its ID tokens', async () => {
    const client = pairwiseAt(server.at('/jwks'), { jwks_uri: undefined, jwks: { keys: [key.jwk] } });
    const issueTokens = (grant: CibaGrant) => {
      grants.push(grant);
      return { access_token: 'a', token_type: 'Bearer', id_token: 'of.the.host' };
    };
    const host = hosting({ clients: [client], pairwise: undefined as never, adapter: { issueTokens } });
    const res = await approved(host, client);
    expect([res.status, res.body.id_token, grants[0]?.sub]).toEqual([200, 'of.the.host', 'alice']);
  });
});

describe('a pairwise client that registers itself', () => {
  const metadata = (changes: object = {}) => ({
    ...pollMetadata,
    token_endpoint_auth_method: 'private_key_jwt',
    subject_type: 'pairwise',
    jwks_uri: server.at('/jwks'),
    ...changes,
  });

  it('completes a flow under the pseudonym of the sector that it named', async () => {
    const host = registrationHost(trusting({}));
    hosts.push(host);
    const sector_identifier_uri = server.at('/sector', '127.0.0.1');
    const { status, body } = await register(host, metadata({ sector_identifier_uri }));
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ sector_identifier_uri, subject_type: 'pairwise' }),
    ]);
    expect(await subFor(host, { ...body, key })).toBe(subjects.pseudonymOf('alice', '127.0.0.1'));
  });

  it.each([
    ['/another-sector', 'The document at sector_identifier_uri does not list every URL of the client.'],
    ['/nowhere', 'sector_identifier_uri serves no JSON array of text.'],
  ])('is refused where its sector at %s does not know it', async (path, error_description) => {
    const host = registrationHost(trusting({}));
    hosts.push(host);
    const { status, body } = await register(host, metadata({ sector_identifier_uri: server.at(path) }));
    expect([status, body]).toEqual([400, { error: 'invalid_client_metadata', error_description }]);
    expect(host.stored).toEqual([]);
  });
});

describe('what metadata says', () => {
  it.each([
    [subjects, ['public', 'pairwise']],
    [undefined, ['public']],
  ])('of subject types', (pairwise, subject_types_supported) => {
    const options = pairwise === undefined ? {} : { pairwise };
    expect(testHost(options).ciba.metadata()).toMatchObject({ subject_types_supported });
  });
});

describe.each(storeCases)('a pairwise client that is pushed to, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('gets an ID token by the pseudonym of the host it is pushed to at', async () => {
    const wish = { registered: { subject_type: 'pairwise' }, pairwise: subjects };
    const { receiver, client, host } = await settingOf('push', wish);
    await startToldApproved(host, client);
    await receiver.called(1);
    const pseudonym = subjects.pseudonymOf('alice', new URL(receiver.endpoint).hostname);
    const { id_token } = JSON.parse(receiver.calls[0]?.body ?? '');
    expect([unverifiedClaims(id_token).sub, host.grants[0]?.sub]).toEqual([pseudonym, pseudonym]);
  });
});
