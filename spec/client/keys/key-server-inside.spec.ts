import { assertionOf, bearing, type SigningClient, signers } from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { type KeyServer, keptAt, keyPage, keyServer } from '../../support/client-key-server.ts';
import { endpoints } from '../../support/http-endpoints.js';

const [signing] = signers as readonly [SigningClient];
const named = (client_id: string): SigningClient => ({ ...signing, client_id });

/** A key set at an address of the inside, with good keys where somebody listens. */
const inside: readonly (readonly [string, (server: KeyServer) => string, RegExp])[] = [
  ['loopback', (server) => server.at('/jwks', '127.0.0.1'), /^127\.0\.0\.1: .*_URL\)$/],
  ['loopback by name', (server) => server.at('/jwks'), /^localhost: .*_URL\)$/],
  ['loopback on the usual port', () => 'https://127.0.0.1/jwks', /ADDRESS\)$/],
  ['loopback on the usual port by name', () => 'https://localhost/jwks', /ADDRESS\)$/],
  ['loopback by a number', () => 'https://2130706433/jwks', /^127\.0\.0\.1 .*ADDRESS\)$/],
  ['loopback in hexadecimal', () => 'https://0x7f.1/jwks', /^127\.0\.0\.1 .*ADDRESS\)$/],
  ['loopback in IPv6', () => 'https://[::1]/jwks', /ADDRESS\)$/],
  ['loopback mapped into IPv6', () => 'https://[::ffff:127.0.0.1]/jwks', /ADDRESS\)$/],
  ['this network', () => 'https://0.0.0.0/jwks', /ADDRESS\)$/],
  ['a private network', () => 'https://10.0.0.1/jwks', /ADDRESS\)$/],
  ['another private network', () => 'https://192.168.1.1/jwks', /ADDRESS\)$/],
  ['metadata of a cloud', () => 'https://169.254.169.254/latest', /ADDRESS\)$/],
  ['metadata of a cloud in IPv6', () => 'https://[fd00:ec2::254]/latest', /ADDRESS\)$/],
  ['a link', () => 'https://[fe80::1]/jwks', /ADDRESS\)$/],
  ['http', (server) => server.at('/jwks').replace('https:', 'http:'), /URL\)$/],
  ['a file', () => 'file:///etc/jwks.json', /URL\)$/],
  ['data', () => 'data:application/json,{"keys":[]}', /URL\)$/],
  ['no URL', () => 'jwks', /URL\)$/],
  ['a user name', () => 'https://me:secret@client.example/jwks', /URL\)$/],
];

describe.each(endpoints)('a jwks_uri at the $endpoint endpoint', (at) => {
  let server: KeyServer;
  let host: WatchedHost;
  const unavailable: unknown[] = [];

  // One host for all of them, since a trust store takes long to make.
  beforeAll(async () => {
    server = await keyServer({ '/jwks': keyPage(() => [signing.key.jwk]) });
    const clients = inside.map(([name, uri]) => keptAt(uri(server), named(name)));
    host = watchedHost({ clients, outbound: { ca: server.authority.cert } });
    host.ciba.on('clientKeysUnavailable', (event) => unavailable.push(event));
  });
  afterAll(async () => {
    await host.ciba.close();
    await server.close();
  });
  beforeEach(() => {
    host.failures.length = 0;
    unavailable.length = 0;
  });

  it.each(inside)('that leads to %s refuses its client, and nobody is called', async (name, _uri, reason) => {
    const res = await at.send(host, bearing(assertionOf(named(name))));
    expectUnproven(host, res, at, { reason: 'unknown_key', client_id: name });
    expect(unavailable).toEqual([{ client_id: name, reason: expect.stringMatching(reason) }]);
    expect(JSON.stringify(unavailable)).not.toContain('secret');
    expect(server.asked).toEqual([]);
  });
});
