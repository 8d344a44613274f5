import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { peerCertificate } from '../../lib/http/peer-certificate.js';
import { type Certified, certificateAuthority, selfSigned } from '../support/certificates.ts';
import { testHost } from '../support/host.js';

/** A connection as Node shows it; what a client did to it before is in its members. */
function connection(members: Partial<TLSSocket>): { req: never; renegotiation: () => boolean } {
  const forbidden: true[] = [];
  const socket = { disableRenegotiation: () => forbidden.push(true), ...members };
  return { req: { socket } as never, renegotiation: () => forbidden.length === 0 };
}

describe('the certificate of a connection', () => {
  let certified: Certified;
  beforeAll(async () => {
    certified = await selfSigned({ subject: 'CN=bank' });
  });

  const shown = (): Partial<TLSSocket> => ({
    authorized: true,
    getPeerX509Certificate: () => certified.x509,
  });

  it('is verified where Node verified it', () => {
    const { req } = connection(shown());
    expect(peerCertificate(req)).toEqual({ certificate: certified.x509, chainVerified: true });
  });

  it('is not verified where another one was shown since: Node keeps `authorized` and tells by the error alone', () => {
    const { req } = connection({ ...shown(), authorizationError: new Error('DEPTH_ZERO_SELF_SIGNED_CERT') });
    expect(peerCertificate(req)?.chainVerified).toBe(false);
  });

  it('is the last one: there is no renegotiation once it was looked at', () => {
    const { req, renegotiation } = connection(shown());
    peerCertificate(req);
    expect(renegotiation()).toBe(false);
  });

  it('is none where the client showed none, whatever Node says of the chain', () => {
    const { req } = connection({ authorized: true, getPeerX509Certificate: () => undefined as never });
    expect(peerCertificate(req)).toBeUndefined();
  });

  it('is none without TLS', () => {
    expect(peerCertificate({ socket: {} } as never)).toBeUndefined();
    expect(peerCertificate({} as never)).toBeUndefined();
  });
});

describe('a TLS 1.2 connection that a request has come by', () => {
  let server: Server;
  let ca: string;
  beforeAll(async () => {
    const authority = await certificateAuthority();
    ca = authority.cert;
    const { cert, key } = await authority.issue({ dns: ['localhost'], keyType: 'rsa' });
    const options = {
      cert,
      key,
      requestCert: true,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    } as const;
    server = createServer(options, testHost().app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends a form and tries to renegotiate; resolves when the server has closed the connection. */
  async function renegotiated(path: string): Promise<boolean> {
    const { port } = server.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
    client.on('error', () => undefined);
    await once(client, 'secureConnect');
    const type = 'Content-Type: application/x-www-form-urlencoded';
    client.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: 3\r\n\r\na=b`);
    await once(client, 'data');
    const closed = once(client, 'close').then(() => false);
    const done = new Promise<boolean>((resolve) => client.renegotiate({}, (error) => error || resolve(true)));
    const outcome = await Promise.race([closed, done]);
    client.destroy();
    return outcome;
  }

  it.each(['/bc-authorize', '/token'])(
    'is closed where it is renegotiated after a POST to %s',
    async (path) => {
      expect(await renegotiated(path)).toBe(false);
    },
  );

  it('would be renegotiated otherwise', async () => {
    expect(await renegotiated('/elsewhere')).toBe(true);
  });
});
