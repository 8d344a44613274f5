import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ciba } from '../../../lib/ciba.js';
import type { ClientMetadata } from '../../../lib/client/registration/members.js';
import { type KeyServer, keyServer } from '../../support/client-key-server.js';
import { testHost } from '../../support/host.js';

const JWKS = 'https://client.example.com/jwks';
const CALLBACK = 'https://client.example.com/cb';
const REDIRECT = 'https://client.example.com/redirected';
const UNREADABLE = 'sector_identifier_uri serves no JSON array of text.';
const UNLISTED = 'The document at sector_identifier_uri does not list every URL of the client.';

const polls: ClientMetadata = { backchannel_token_delivery_mode: 'poll', jwks_uri: JWKS };
const isPushedTo: ClientMetadata = {
  backchannel_token_delivery_mode: 'push',
  backchannel_client_notification_endpoint: CALLBACK,
};

let page: RequestListener;
let server: KeyServer;
let ciba: Ciba;

beforeAll(async () => {
  server = await keyServer({ '/sector': (req, res) => page(req, res) });
  ciba = testHost({ outbound: { allowLoopback: true, ca: server.authority.cert } }).ciba;
});
afterAll(async () => {
  await ciba.close();
  await server.close();
});

function serving(document: unknown, status = 200): void {
  page = (_req, res) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  };
}

function verify(metadata: ClientMetadata): Promise<void> {
  return ciba.verifySectorIdentifier({ sector_identifier_uri: server.at('/sector'), ...metadata });
}

async function expectRefused(metadata: ClientMetadata, description: string): Promise<void> {
  const refused = { error: 'invalid_client_metadata', status: 400, description };
  await expect(verify(metadata)).rejects.toMatchObject(refused);
}

describe('the document of a sector', () => {
  it('lists the jwks_uri of a client that polls or is pinged', async () => {
    serving(['https://other.example.com/jwks', JWKS, CALLBACK]);
    await expect(verify(polls)).resolves.toBeUndefined();
    await expect(verify({ ...polls, backchannel_token_delivery_mode: 'ping' })).resolves.toBeUndefined();
  });

  it('lists the notification endpoint of a client that is pushed to', async () => {
    serving([CALLBACK]);
    await expect(verify({ ...isPushedTo, jwks_uri: JWKS })).resolves.toBeUndefined();
  });

  it('lists all redirect URIs too', async () => {
    serving([JWKS, REDIRECT]);
    await expect(verify({ ...polls, redirect_uris: [REDIRECT] })).resolves.toBeUndefined();
    await expectRefused({ ...polls, redirect_uris: [REDIRECT, `${REDIRECT}/2`] }, UNLISTED);
  });

  it.each<[string, unknown, ClientMetadata]>([
    ['nothing', [], polls],
    ['another URL', ['https://client.example.com/jwks/2'], polls],
    ['the URL with another case', ['https://Client.example.com/jwks'], polls],
    ['the URL with a port', ['https://client.example.com:443/jwks'], polls],
    ['a part of the URL', ['https://client.example.com/'], polls],
    ['the notification endpoint of a client that polls', [CALLBACK], polls],
    ['the jwks_uri of a client that is pushed to', [JWKS], { ...isPushedTo, jwks_uri: JWKS }],
  ])('does not do with %s alone', async (_what, document, metadata) => {
    serving(document);
    await expectRefused(metadata, UNLISTED);
  });

  it.each<[string, unknown, number]>([
    ['no JSON', 'https://client.example.com/jwks', 200],
    ['nothing', '', 200],
    ['an object', { redirect_uris: [JWKS] }, 200],
    ['text', JSON.stringify(JWKS), 200],
    ['an array that is not all text', [JWKS, 5], 200],
    ['an array of arrays', [[JWKS]], 200],
    ['null', null, 200],
    ['the right document as 201', [JWKS], 201],
    ['the right document as 404', [JWKS], 404],
    ['the right document as 500', [JWKS], 500],
  ])('is none where %s is served', async (_what, document, status) => {
    serving(document, status);
    await expectRefused(polls, UNREADABLE);
  });

  it('is none where it is elsewhere', async () => {
    page = (_req, res) => void res.writeHead(302, { Location: server.at('/sector') }).end();
    await expectRefused(polls, UNREADABLE);
  });

  it('is none where it is larger than the guarded client takes', async () => {
    serving([JWKS, 'x'.repeat(300_000)]);
    await expectRefused(polls, UNREADABLE);
  });

  it.each([
    ['plain http', 'http://127.0.0.1/sector'],
    ['an address that may not be called', 'https://10.0.0.1/sector'],
    ['a name that nobody has', 'https://sector.invalid/sector'],
    ['no URL', 'sector'],
  ])('is none at %s', async (_what, uri) => {
    await expectRefused({ ...polls, sector_identifier_uri: uri }, UNREADABLE);
  });

  it('is not asked for where the client has none', async () => {
    const before = server.asked.length;
    await expect(ciba.verifySectorIdentifier(polls)).resolves.toBeUndefined();
    expect(server.asked).toHaveLength(before);
  });
});
