import type { RequestListener } from 'node:http';
import { certificateAuthority } from '../../support/certificates.ts';
import { assertionOf, bearing, type SigningClient, signers } from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { type KeyServer, keptAt, keyPage, keyServer } from '../../support/client-key-server.ts';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const [signing, healthy] = signers as readonly [SigningClient, SigningClient];
const { client_id } = signing;
const { jwk } = signing.key;
const good = JSON.stringify({ keys: [jwk] });

/** Sends a byte now and then, for ever. */
const trickle: RequestListener = (_req, res) => {
  res.writeHead(200);
  const timer = setInterval(() => res.write(' '), 20);
  res.on('close', () => clearInterval(timer));
};
const redirect =
  (status: number): RequestListener =>
  (_req, res) =>
    res.writeHead(status, { Location: '/good' }).end(good);
const body =
  (text: string, status = 200): RequestListener =>
  (_req, res) =>
    res.writeHead(status).end(text);

/** For a busy machine. */
const LONG = 90_000;
const NO_SET = /^the key server answered with no JWK Set of reasonable size$/;
const late = /^localhost: .*\(ERR_CIBA_OUTBOUND_TIMEOUT\)$/;

/** What goes wrong at a key server, and what the host is told of it. */
const troubles: Readonly<Record<string, readonly [RequestListener, RegExp]>> = {
  '/redirects': [redirect(302), /^the key server answered 302$/],
  '/redirects-for-good': [redirect(308), /^the key server answered 308$/],
  '/hangs': [() => {}, late],
  '/trickles': [trickle, late],
  '/hangs-up': [(req) => req.socket.destroy(), /^localhost: .*\(ERR_CIBA_OUTBOUND_BROKEN\)$/],
  '/fails': [body(good, 500), /^the key server answered 500$/],
  '/is-gone': [body(good, 404), /^the key server answered 404$/],
  '/answers-html': [body('<!doctype html>'), NO_SET],
  '/has-10000-keys': [keyPage(() => Array(10_000).fill({})), NO_SET],
  '/has-too-much-to-say': [body(good.padEnd(262_145)), /^localhost: .*\(ERR_CIBA_OUTBOUND_TOO_LARGE\)$/],
};

describe.each(endpoints)('trouble with a key server, at the $endpoint endpoint', (at) => {
  let server: KeyServer;
  let host: WatchedHost;
  let unavailable: unknown[];

  beforeAll(async () => {
    const pages = Object.fromEntries(Object.entries(troubles).map(([path, [page]]) => [path, page]));
    server = await keyServer({ ...pages, '/good': body(good), '/healthy': keyPage(() => [healthy.key.jwk]) });
  });
  afterAll(() => server.close());
  afterEach(() => host.ciba.close());

  /** A host at which one client has its keys there. */
  const hostWith = (jwks_uri: string, { timeout = 5, ca = server.authority.cert } = {}): void => {
    const clients = [keptAt(jwks_uri, signing), keptAt(server.at('/healthy'), healthy)];
    host = watchedHost({ clients, outbound: { allowLoopback: true, timeout, ca } });
    unavailable = [];
    host.ciba.on('clientKeysUnavailable', (event) => unavailable.push(event));
    (server.asked as string[]).length = 0;
  };
  const send = (client: SigningClient) => at.send(host, bearing(assertionOf(client)));
  const refused = async (reason: RegExp): Promise<void> => {
    expectUnproven(host, await send(signing), at, { reason: 'unknown_key', client_id });
    expect(unavailable).toEqual([{ client_id, reason: expect.stringMatching(reason) }]);
  };

  it.each(Object.entries(troubles))(
    'that %s refuses its client, once for ten seconds',
    async (path, [, reason]) => {
      hostWith(server.at(path), reason === late ? { timeout: 1.5 } : {});
      await refused(reason);
      host.failures.length = 0;
      await refused(reason);
      expect(server.asked).toEqual([path]);
    },
    LONG,
  );

  it.each(['/hangs', '/trickles'])(
    'that %s keeps no other client waiting, and its own no longer than allowed',
    async (path) => {
      hostWith(server.at(path), { timeout: 2.5 });
      const answered: string[] = [];
      const began = performance.now();
      const waiting = send(signing).finally(() => answered.push('its own'));
      expectPassed(await send(healthy).finally(() => answered.push('another')), at);
      expect((await waiting).status).toBe(401);
      expect(answered).toEqual(['another', 'its own']);
      const took = performance.now() - began;
      expect(took).toBeGreaterThan(2400);
      expect(took).toBeLessThan(20_000);
    },
    LONG,
  );

  it('whose certificate nobody trusts refuses its client', async () => {
    const { cert: ca } = await certificateAuthority();
    hostWith(server.at('/good'), { ca });
    await refused(/^localhost: .*\(ERR_CIBA_OUTBOUND_TLS\)$/);
    expect(server.asked).toEqual([]);
  });

  it('whose certificate bears another name refuses its client', async () => {
    const names = { dns: ['other.example'] };
    const other = await keyServer({ '/good': body(good) }, { authority: server.authority, names });
    hostWith(other.at('/good'));
    await refused(/^localhost: .*\(ERR_CIBA_OUTBOUND_TLS\)$/);
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('that is not there refuses its client', async () => {
    const gone = await keyServer({});
    const uri = gone.at('/good');
    await gone.close();
    hostWith(uri);
    await refused(/^localhost: .*\(ERR_CIBA_OUTBOUND_CONNECT\)$/);
  });

  it('tells nobody what the server said, or at which path', async () => {
    hostWith(`${server.at('/answers-html')}?token=SECRET`);
    await send(signing);
    expect(JSON.stringify([unavailable, host.failures, host.logged])).not.toMatch(
      /SECRET|answers-html|doctype/,
    );
  });
});
