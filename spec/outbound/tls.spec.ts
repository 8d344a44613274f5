import { once } from 'node:events';
import tls from 'node:tls';
import type { GuardedClientOptions } from '../../lib/outbound/guarded-client.js';
import { type Authority, type Certified, certificateAuthority, selfSigned } from '../support/certificates.ts';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';
import { NAME, type OutboundServer, rawServer, secureServer } from '../support/outbound-server.ts';
import { until } from '../support/server-until.ts';

const DAY = 86_400_000;

let authority: Authority;
let server: OutboundServer | undefined;

beforeAll(async () => {
  authority = await certificateAuthority();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serving(
  certified: Certified,
  options?: Parameters<typeof secureServer>[2],
): Promise<OutboundServer> {
  server = await secureServer(certified, (_req, res) => res.end('yes'), options);
  return server;
}

/** Asks the server by a URL, with a bearer token; the server must not have seen it. */
async function refusalOf(
  url: string,
  options: GuardedClientOptions = { ca: authority.cert },
): Promise<string> {
  const headers = { Authorization: 'Bearer secret' };
  const client = loopbackClient(options);
  const { code, message, cause } = await failureOf(
    client.request(url, { method: 'POST', headers, body: '{}' }),
  );
  expect(server?.requests).toEqual([]);
  expect(message).toContain(`${new URL(url).hostname.replace(/[[\]]/g, '')}: no secure connection (`);
  return `${code} ${(cause as NodeJS.ErrnoException).code}`;
}

describe('a server', () => {
  it('is trusted by the authority given', async () => {
    const { url } = await serving(await authority.issue({ dns: [NAME] }));
    expect((await loopbackClient({ ca: authority.cert }).request(url())).status).toBe(200);
  });

  it('is trusted by any of the authorities given', async () => {
    const { url } = await serving(await authority.issue({ dns: [NAME] }));
    const other = await certificateAuthority('Other');
    const file = Buffer.from(`${other.cert}\n${authority.cert}`);
    expect((await loopbackClient({ ca: file }).request(url())).status).toBe(200);
  });

  it('is asked by its name', async () => {
    const names: string[] = [];
    const { url } = await serving(await authority.issue({ dns: [NAME] }), {
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    await loopbackClient({ ca: authority.cert }).request(url());
    await loopbackClient({ ca: authority.cert }).request(url().replace(NAME, `${NAME}.`));
    expect(names).toEqual([NAME, NAME]);
  });

  it('may be called by an address that its certificate holds', async () => {
    const { port } = await serving(await authority.issue({ ip: ['127.0.0.1'] }));
    const client = loopbackClient({ ca: authority.cert }, answering());
    expect((await client.request(`https://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it('may be called by an address of IPv6', async () => {
    const { port } = await serving(await authority.issue({ ip: ['::1'] }), { host: '::1' });
    const client = loopbackClient({ ca: authority.cert }, answering());
    expect((await client.request(`https://[::1]:${port}/`)).status).toBe(200);
    expect(server?.requests[0]?.headers.host).toBe(`[::1]:${port}`);
  });

  it('is offered HTTP/1.1 and no TLS session of before', async () => {
    const { url, requests } = await serving(await authority.issue({ dns: [NAME] }), { keepAliveTimeout: 1 });
    const client = loopbackClient({ ca: authority.cert });
    await client.request(url());
    await until(() => server?.sockets[0]?.destroyed === true, 'the connection is gone');
    await client.request(url());
    const socket = requests[1]?.socket as tls.TLSSocket;
    expect([socket.alpnProtocol, socket.isSessionReused()]).toEqual(['http/1.1', false]);
  });

  it('may speak TLS 1.2', async () => {
    const { url } = await serving(await authority.issue({ dns: [NAME] }), { maxVersion: 'TLSv1.2' });
    expect((await loopbackClient({ ca: authority.cert }).request(url())).status).toBe(200);
  });
});

describe('a server is refused, and never sees the request,', () => {
  it('by an unknown authority', async () => {
    const { url } = await serving(await (await certificateAuthority('Other')).issue({ dns: [NAME] }));
    expect(await refusalOf(url())).toBe('TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it("without an authority of one's own", async () => {
    const { url } = await serving(await authority.issue({ dns: [NAME] }));
    expect(await refusalOf(url(), {})).toBe('TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('with a certificate of its own', async () => {
    const { url } = await serving(await selfSigned({ dns: [NAME] }));
    expect(await refusalOf(url())).toBe('TLS DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('with the certificate of another name', async () => {
    const { url } = await serving(await authority.issue({ dns: ['other.example', `x.${NAME}`] }));
    expect(await refusalOf(url())).toBe('TLS ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('with the certificate of another address', async () => {
    const { port } = await serving(await authority.issue({ dns: [NAME], ip: ['127.0.0.2'] }));
    expect(await refusalOf(`https://127.0.0.1:${port}/`)).toBe('TLS ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('with a certificate that has expired', async () => {
    const notBefore = new Date(Date.now() - 2 * DAY);
    const notAfter = new Date(Date.now() - DAY);
    const { url } = await serving(await authority.issue({ dns: [NAME], notBefore, notAfter }));
    expect(await refusalOf(url())).toBe('TLS CERT_HAS_EXPIRED');
  });

  it('with a certificate of the future', async () => {
    const notBefore = new Date(Date.now() + DAY);
    const notAfter = new Date(Date.now() + 2 * DAY);
    const { url } = await serving(await authority.issue({ dns: [NAME], notBefore, notAfter }));
    expect(await refusalOf(url())).toBe('TLS CERT_NOT_YET_VALID');
  });

  it('that speaks no TLS at all', async () => {
    server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    expect(await refusalOf(server.url())).toMatch(/^TLS (EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/);
  });

  it('that wants a certificate of the client', async () => {
    const { url } = await serving(await authority.issue({ dns: [NAME] }), {
      requestCert: true,
      rejectUnauthorized: true,
    });
    expect(await refusalOf(url())).toMatch(/^TLS ERR_SSL_/);
  });

  describe('on a Node that would speak TLS 1.1', () => {
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
    beforeEach(() => {
      tls.DEFAULT_MIN_VERSION = 'TLSv1';
      tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
    });
    afterEach(() => {
      tls.DEFAULT_MIN_VERSION = DEFAULT_MIN_VERSION;
      tls.DEFAULT_CIPHERS = DEFAULT_CIPHERS;
    });

    it('that speaks nothing newer', async () => {
      const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
      const { url, port } = await serving(await authority.issue({ dns: [NAME] }), options);
      const ordinary = tls.connect({ port, host: '127.0.0.1', servername: NAME, ca: authority.cert });
      await once(ordinary, 'secureConnect');
      expect(ordinary.getProtocol()).toBe('TLSv1.1');
      ordinary.destroy();
      expect(await refusalOf(url())).toMatch(/^TLS (EPROTO|ERR_SSL_.*)$/);
    });
  });
});
