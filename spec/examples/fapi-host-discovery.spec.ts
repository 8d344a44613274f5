import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { selfSigned } from '../support/certificates.js';
import { fapiClient } from './support/fapi-client.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';

jest.setTimeout(60_000);

describe('what clients find out about the FAPI host', () => {
  let folder: FapiFolder;
  let host: FapiHost;

  beforeAll(async () => {
    folder = await fapiFolder();
    const { metadata } = await fapiClient('c1', folder);
    const clients = [metadata, { client_id: 'c2', scope: 'openid payments' }];
    host = await startFapiHost(folder, { profile: 'fapi-ciba', clients, registration: true });
  });
  afterAll(async () => {
    await host.stop();
    folder.remove();
  });

  it('is published by name, with the members that FAPI clients look for', async () => {
    const { issuer } = host;
    const { status, headers, body } = await host.call('/.well-known/openid-configuration');
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
    });
    expect(body).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      backchannel_authentication_endpoint: `${issuer}/bc-authorize`,
      registration_endpoint: `${issuer}/register`,
      jwks_uri: `${issuer}/jwks`,
      grant_types_supported: ['refresh_token', 'urn:openid:params:grant-type:ciba'],
      scopes_supported: ['openid', 'accounts', 'payments'],
      acr_values_supported: expect.arrayContaining([expect.any(String)]),
      claims_supported: expect.arrayContaining(['sub', 'auth_time', 'acr']),
      tls_client_certificate_bound_access_tokens: true,
      token_endpoint_auth_methods_supported: [
        'private_key_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
      ],
      token_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'],
      id_token_signing_alg_values_supported: ['PS256'],
      backchannel_token_delivery_modes_supported: ['poll'],
      backchannel_user_code_parameter_supported: true,
      dpop_signing_alg_values_supported: ['PS256', 'ES256'],
      subject_types_supported: ['public', 'pairwise'],
      backchannel_authentication_request_signing_alg_values_supported: ['PS256', 'ES256'],
    });
    expect(Object.values(body)).not.toContainEqual([]);
  });

  it('has a key set of public keys with a kid', async () => {
    const { body } = await host.call('/jwks');
    expect(body).toEqual({
      keys: [
        {
          kty: 'RSA',
          n: expect.any(String),
          e: 'AQAB',
          alg: 'PS256',
          kid: expect.any(String),
          use: 'sig',
        },
      ],
    });
  });

  it('says at the authorization endpoint that there is none to be used', async () => {
    expect(await host.call('/authorize?response_type=code')).toMatchObject({
      status: 400,
      body: { error: 'unsupported_response_type' },
    });
  });

  it('has no test route unless that is switched on', async () => {
    const { status } = await host.call('/test/approve?auth_req_id=x&action=allow', { method: 'POST' });
    expect(status).toBe(404);
  });

  const handshake = (options: ConnectionOptions): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const address = { host: '127.0.0.1', port: Number(new URL(host.issuer).port) };
      const socket = connect({ ...address, servername: 'localhost', ca: folder.serverCa.cert, ...options });
      socket.once('secureConnect', () => resolve(socket)).once('error', reject);
    });

  it.each([
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', {}],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }],
    ['TLSv1.2', 'ECDHE-RSA-AES256-GCM-SHA384', { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' }],
  ] as const)('speaks %s with %s', async (version, suite, options) => {
    const offered = { minVersion: version, maxVersion: version };
    const ciphers = version === 'TLSv1.3' ? suite : options;
    const socket = await handshake({ ...offered, ...(typeof ciphers === 'string' ? { ciphers } : ciphers) });
    expect([socket.getProtocol(), socket.getCipher().name]).toEqual([version, suite]);
    socket.destroy();
  });

  it.each<[string, ConnectionOptions]>([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a suite of TLS 1.2 without GCM', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA256' }],
    ['a suite of TLS 1.2 without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['ChaCha20 with TLS 1.2', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-CHACHA20-POLY1305' }],
  ])('refuses %s', async (_what, options) => {
    await expect(handshake(options)).rejects.toThrow(/alert/);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'asks for a certificate over %s and lets the request in with any and with none',
    async (version) => {
      const tls = { minVersion: version, maxVersion: version };
      for (const certificate of [undefined, await selfSigned({}), await folder.clientsCa.issue({})]) {
        expect((await host.call('/jwks', { certificate, tls })).status).toBe(200);
      }
    },
  );
});
