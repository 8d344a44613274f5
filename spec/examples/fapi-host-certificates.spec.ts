import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Certified, certificateAuthority, selfSigned } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { assertion, fapiClient } from './support/fapi-client.js';
import {
  type Config,
  type FapiFolder,
  type FapiHost,
  fapiFolder,
  startFapiHost,
  TLS,
} from './support/fapi-host.js';
import type { Answer } from './support/fapi-https.js';

jest.setTimeout(60_000);

const BY_NAME = {
  client_id: 'by-name',
  token_endpoint_auth_method: 'tls_client_auth',
  tls_client_auth_subject_dn: 'CN=by-name,O=Test',
};

describe('client certificates at the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost | undefined;
  let ofAuthority: Certified;
  let ofNobody: Certified;

  beforeAll(async () => {
    folder = await fapiFolder();
    ofAuthority = await folder.clientsCa.issue({ subject: 'CN=by-name,O=Test' });
    ofNobody = await selfSigned({ subject: 'CN=by-name,O=Test' });
  });
  afterEach(async () => {
    await host?.stop('SIGKILL');
    host = undefined;
  });
  afterAll(() => folder.remove());

  const start = async (members: Config): Promise<FapiHost> => {
    host = await startFapiHost(folder, members);
    return host;
  };
  const ask = (on: FapiHost, client_id: string, certificate?: Certified): Promise<Answer> =>
    on.call('/bc-authorize', { form: { client_id, scope: 'openid', login_hint: 'alice' }, certificate });
  const methods = async (on: FapiHost): Promise<unknown> =>
    (await on.call('/.well-known/openid-configuration')).body.token_endpoint_auth_methods_supported;

  it('prove a client by name only where the authority of the configuration vouches for them', async () => {
    const running = await start({ clients: [BY_NAME] });
    expect((await ask(running, 'by-name', ofAuthority)).status).toBe(200);
    const ofAnother = await (await certificateAuthority()).issue({ subject: 'CN=by-name,O=Test' });
    for (const certificate of [ofNobody, ofAnother, undefined]) {
      expect(await ask(running, 'by-name', certificate)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
    }
  });

  it('prove none by name without clientCa, which discovery does not offer then', async () => {
    const running = await start({ clients: [BY_NAME], tls: { ...TLS, clientCa: undefined } });
    expect((await ask(running, 'by-name', ofAuthority)).status).toBe(401);
    expect(await methods(running)).toEqual([
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'self_signed_tls_client_auth',
    ]);
  });

  it('prove a client by its registered key without any authority', async () => {
    const keys = [ofNobody.x509.publicKey.export({ format: 'jwk' })];
    const client = {
      client_id: 'by-key',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys },
    };
    const running = await start({ clients: [client], tls: { ...TLS, clientCa: undefined } });
    expect((await ask(running, 'by-key', ofNobody)).status).toBe(200);
    expect((await ask(running, 'by-key', await selfSigned({}))).status).toBe(401);
  });

  it('are not offered over plain HTTP', async () => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const running = await start({ tls: undefined, issuer, port });
    expect(await methods(running)).toEqual([
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
    ]);
  });

  describe('keys at a jwks_uri', () => {
    let keyServer: Server;
    let jwks: unknown;
    beforeAll(async () => {
      const { cert, key } = await folder.serverCa.issue({ dns: ['localhost'], ip: ['127.0.0.1'] });
      writeFileSync(`${folder.path}/server-ca.crt`, folder.serverCa.cert);
      keyServer = createServer({ cert, key }, (_req, res) => {
        res.setHeader('Content-Type', 'application/json').end(JSON.stringify(jwks));
      }).listen(0, '127.0.0.1');
      await once(keyServer, 'listening');
    });
    afterAll(() => {
      keyServer.closeAllConnections();
      keyServer.close();
    });

    it.each([
      [
        'found on loopback with notification.allowLoopback and its ca',
        { allowLoopback: true, ca: 'server-ca.crt' },
        200,
      ],
      ['not asked for on loopback otherwise', { ca: 'server-ca.crt' }, 401],
      ['not taken from a server that nobody vouches for', { allowLoopback: true }, 401],
    ])('are %s', async (_what, notification, status) => {
      const client = await fapiClient('c1', folder);
      jwks = client.metadata.jwks;
      const jwks_uri = `https://localhost:${(keyServer.address() as AddressInfo).port}/jwks`;
      const registered = { ...client.metadata, backchannel_authentication_request_signing_alg: undefined };
      const running = await start({ notification, clients: [{ ...registered, jwks: undefined, jwks_uri }] });
      const form = { ...(await assertion(client, running.issuer)), scope: 'openid', login_hint: 'alice' };
      expect((await running.call('/bc-authorize', { form })).status).toBe(status);
    });
  });
});
