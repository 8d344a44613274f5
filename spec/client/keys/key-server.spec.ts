import { selfSigned } from '../../support/certificates.ts';
import { assertionOf, bearing, type SigningClient, signers } from '../../support/client-assertions.ts';
import { certifiedClient, naming } from '../../support/client-certificates.ts';
import { expectUnproven, type WatchedHost } from '../../support/client-host.ts';
import { hostTrusting, type KeyServer, keptAt, keyPage, keyServer } from '../../support/client-key-server.ts';
import { clientKey } from '../../support/client-keys.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const [signing] = signers as readonly [SigningClient];
const { client_id } = signing;

describe.each(endpoints)('a client with its keys on a server of its own, at the $endpoint endpoint', (at) => {
  let published: unknown[];
  let server: KeyServer;
  let host: WatchedHost;
  let client: SigningClient;

  beforeAll(async () => {
    server = await keyServer({ '/jwks': keyPage(() => published) });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    published = [signing.key.jwk];
    (server.asked as string[]).length = 0;
    client = keptAt(server.at('/jwks'), signing);
    host = hostTrusting(server, { clients: [client] });
  });
  afterEach(() => host.ciba.close());

  it('is taken by a key that is published there, which is fetched once', async () => {
    for (let round = 0; round < 3; round += 1)
      expectPassed(await at.send(host, bearing(assertionOf(client))), at);
    expect(server.asked).toEqual(['/jwks']);
  });

  it('is taken by a key that came later, and from then on not by one that went', async () => {
    expectPassed(await at.send(host, bearing(assertionOf(client))), at);
    const key = clientKey('ES256', 'rotated');
    published = [key.jwk];
    expectPassed(await at.send(host, bearing(assertionOf(client, { key }))), at);
    expect(server.asked).toEqual(['/jwks', '/jwks']);
    host.stored.length = 0;
    host.notified.length = 0;
    const res = await at.send(host, bearing(assertionOf(client)));
    expectUnproven(host, res, at, { reason: 'unknown_key', client_id });
    expect(server.asked).toHaveLength(2);
  });

  it('is asked for once by many requests at once', async () => {
    const sent = await Promise.all(
      Array.from({ length: 20 }, () => at.send(host, bearing(assertionOf(client)))),
    );
    for (const res of sent) expect(res.status).not.toBe(401);
    expect(server.asked).toEqual(['/jwks']);
  });

  it('is refused by a key that is not there, and its server is asked twice at most', async () => {
    for (let round = 0; round < 5; round += 1) {
      const sent = bearing(assertionOf(client, { key: clientKey('ES256', `forged-${round}`) }));
      expect((await at.send(host, sent)).status).toBe(401);
    }
    expect(host.failures.map(({ reason }) => reason)).toEqual(Array(5).fill('unknown_key'));
    expect(server.asked).toEqual(['/jwks', '/jwks']);
  });

  it('is not asked for before it is needed', async () => {
    await at.send(host, { client: { ...client, client_secret: 'x' } });
    await at.send(host, bearing('no.j.wt'));
    await at.send(host, bearing(assertionOf(client), { client_id: 'other' }));
    expect(server.asked).toEqual([]);
  });
});

describe.each(endpoints)(
  'a self-signed certificate of a key on such a server, at the $endpoint endpoint',
  (at) => {
    it('is taken once its key is published', async () => {
      const [before, after] = [await selfSigned({}), await selfSigned({})];
      let published = [before.x509.publicKey.export({ format: 'jwk' })];
      const server = await keyServer({ '/jwks': keyPage(() => published) });
      const client = certifiedClient({
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks_uri: server.at('/jwks'),
      });
      const shown = { certificate: before.x509, chainVerified: false };
      const host = hostTrusting(server, { clients: [client], adapter: { getCertificate: () => shown } });
      const sent = naming(client.client_id);
      expectPassed(await at.send(host, sent), at);
      expect(server.asked).toHaveLength(1);
      shown.certificate = after.x509;
      published = [after.x509.publicKey.export({ format: 'jwk' })];
      expectPassed(await at.send(host, sent), at);
      expect(server.asked).toHaveLength(2);
      shown.certificate = before.x509;
      expect((await at.send(host, sent)).status).toBe(401);
      expect(host.failures).toEqual([
        { endpoint: at.endpoint, reason: 'certificate', client_id: 'certified' },
      ]);
      expect(server.asked).toHaveLength(2);
      await host.ciba.close();
      await server.close();
    });
  },
);
