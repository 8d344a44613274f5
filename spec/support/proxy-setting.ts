import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { freePort } from './free-port.ts';
import { CIBA_GRANT, testHost } from './host.ts';
import { certificateClients, type ProxyCertificates, proxyCertificates } from './proxy-certificates.ts';
import { type ProxyAnswer, posting, type Sent } from './proxy-client.ts';
import type { ProxyProcess } from './proxy-process.ts';
import { type Recipe, recipeFor } from './proxy-recipes.ts';

/** A host behind a proxy that ends TLS, both set up as docs/mtls.md says. */
export interface ProxySetting {
  readonly certificates: ProxyCertificates;
  /** The host itself, for whoever goes round the proxy. */
  readonly upstream: string;
  /** What the proxy proves itself by. */
  readonly secret: string;
  readonly logged: readonly unknown[];
  /** Asks as a client; `path` is another than that of the backchannel endpoint. */
  ask(client: string, sent?: Sent, path?: string): Promise<ProxyAnswer>;
  /** Polls with an `auth_req_id` that nobody has. */
  poll(client: string, sent?: Sent): Promise<ProxyAnswer>;
  /** Asks with a certificate, has the user approve, and polls. */
  tokens(client: string, asked: Sent, polled?: Sent): Promise<ProxyAnswer>;
  stop(): Promise<void>;
}

/** What a proxy is started with. */
export interface ProxyStart {
  readonly configuration: string;
  readonly certificates: ProxyCertificates;
  readonly port: number;
  /** `host:port` of the host. */
  readonly upstream: string;
  readonly secret: string;
}

const SECRET = 'the-proxys-own-secret';
const SECRETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  secretive: { client_secret: 'till-secret' },
};

/** Starts the host, and the proxy in front of it. */
export async function proxySetting(
  proxy: 'nginx' | 'HAProxy',
  start: (starting: ProxyStart) => Promise<ProxyProcess>,
): Promise<ProxySetting> {
  const { configuration, getCertificate } = recipeFor(proxy, SECRET);
  const certificates = await proxyCertificates();
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const host = certificateHost(url, getCertificate, certificates);
  const server = host.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const starting = start({ configuration, certificates, port, upstream, secret: SECRET });
  const running = await starting.catch(async (error: unknown) => {
    await closed(server);
    throw error;
  });
  const post = posting(certificates.server.cert);
  const asking = (client_id: string) => ({ client_id, ...SECRETS[client_id] });
  const ask: ProxySetting['ask'] = (client, sent, path = '/bc-authorize') =>
    post(url + path, { ...asking(client), scope: 'openid', login_hint: 'alice' }, sent);
  const poll = (client: string, sent?: Sent, auth_req_id = 'none') =>
    post(`${url}/token`, { ...asking(client), grant_type: CIBA_GRANT, auth_req_id }, sent);
  return {
    certificates,
    upstream: `http://${upstream}`,
    secret: SECRET,
    logged: host.logged,
    ask,
    poll: (client, sent) => poll(client, sent),
    tokens: async (client, asked, polled = asked) => {
      const { body } = await ask(client, asked);
      await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
      return poll(client, polled, (body as { auth_req_id: string }).auth_req_id);
    },
    stop: async () => {
      await running.stop();
      await closed(server);
    },
  };
}

/** A host that shows in its token responses what the tokens are bound to. */
function certificateHost(
  issuer: string,
  getCertificate: Recipe['getCertificate'],
  certificates: ProxyCertificates,
) {
  return testHost({
    issuer,
    store: memoryStore(),
    caps: false,
    clients: certificateClients(certificates),
    adapter: {
      getCertificate,
      issueTokens: ({ cnf }) => ({ access_token: 'access', token_type: 'Bearer', cnf }),
    },
  });
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
