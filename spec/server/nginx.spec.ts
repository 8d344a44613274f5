import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import * as openid from 'openid-client';
import type { CibaOptions } from '../../lib/options.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { freePort } from '../support/free-port.ts';
import { CIBA_GRANT, type TestHost, testHost } from '../support/host.ts';
import { type TrustingFetch, trusting } from '../support/hosts-https.ts';
import { missingForNginx, type Nginx, startNginx } from '../support/hosts-nginx.ts';

const missing = missingForNginx();

interface Setting {
  readonly nginx: string;
  readonly options: (issuer: string) => Partial<CibaOptions>;
  readonly locations: (upstream: string) => string;
  readonly trustProxy: boolean;
  /** The path of the endpoints as clients see them. */
  readonly path: string;
}

const usual = ['Host $host', 'X-Forwarded-Proto $scheme', 'X-Forwarded-Host $host', 'X-Real-IP $remote_addr'];
const settings: readonly Setting[] = [
  {
    nginx: 'with no header set, so that Host is the upstream’s and X-Forwarded-* the client’s',
    options: () => ({ mountPath: '/oauth' }),
    locations: (upstream) => `location / { proxy_pass ${upstream}; }`,
    trustProxy: true,
    path: '/oauth',
  },
  {
    nginx: 'with the usual headers set, keep-alive and no request buffering',
    options: () => ({ mountPath: '/oauth' }),
    locations: (upstream) => `
      location / {
        proxy_pass ${upstream};
        proxy_http_version 1.1;
        proxy_request_buffering off;
        ${usual.map((header) => `proxy_set_header ${header};`).join(' ')}
      }`,
    trustProxy: false,
    path: '/oauth',
  },
  {
    nginx: 'that takes a prefix off the path',
    options: (issuer) => ({
      mountPath: '/oauth',
      endpoints: {
        backchannelAuthentication: `${issuer}/login/oauth/bc-authorize`,
        token: `${issuer}/login/oauth/token`,
      },
    }),
    locations: (upstream) => `
      location /.well-known/ { proxy_pass ${upstream}; }
      location /login/ { proxy_pass ${upstream}/; }`,
    trustProxy: true,
    path: '/login/oauth',
  },
];

const spoofed: readonly Record<string, string>[] = [
  { Host: 'evil.example' },
  { Host: 'evil.example:1' },
  { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Port': '81' },
  { 'X-Forwarded-Prefix': '/evil', 'X-Original-URL': '/evil', 'X-Rewrite-URL': '/evil' },
  { Forwarded: 'for=1.2.3.4;host=evil.example;proto=http' },
  { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Server': 'evil.example' },
];

const whenThere = missing.length === 0 ? describe.each(settings) : undefined;

whenThere?.('behind nginx with TLS, $nginx', ({ options, locations, trustProxy, path }) => {
  let issuer: string;
  let host: TestHost;
  let server: Server;
  let nginx: Nginx;
  let fetch: TrustingFetch;

  beforeAll(async () => {
    const port = await freePort();
    issuer = `https://127.0.0.1:${port}`;
    host = testHost({ issuer, interval: 1, store: memoryStore(), ...options(issuer) });
    const app = express().set('trust proxy', trustProxy);
    app.use('/oauth', host.ciba.router);
    app.post('/oauth/token', express.urlencoded(), (req, res) => {
      res.json({ host: req.body, authorization: req.headers.authorization });
    });
    app.get('/.well-known/openid-configuration', (_req, res) => {
      res.json(host.ciba.metadata({ issuer, jwks_uri: `${issuer}/.well-known/jwks` }));
    });
    app.get('/.well-known/jwks', (_req, res) => void res.json(host.ciba.jwks()));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    nginx = await startNginx(port, locations(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    fetch = trusting(nginx.certificate);
  });

  afterAll(async () => {
    await nginx?.stop();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const published = async (headers: Record<string, string> = {}): Promise<Record<string, unknown>> =>
    (await fetch(`${issuer}/.well-known/openid-configuration`, { headers })).json() as never;
  const post = (to: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${issuer}${to}`, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const basic = (secret: string) => ({ Authorization: `Basic ${btoa(`till:${secret}`)}` });

  it('publishes the URLs of the configuration', async () => {
    expect(await published()).toMatchObject({
      issuer,
      backchannel_authentication_endpoint: `${issuer}${path}/bc-authorize`,
      token_endpoint: `${issuer}${path}/token`,
      jwks_uri: `${issuer}/.well-known/jwks`,
    });
  });

  it.each(spoofed)('publishes the same whatever the request says: %j', async (headers) => {
    expect(await published(headers)).toEqual(await published());
    expect(JSON.stringify(await published(headers))).not.toContain('evil');
  });

  it('gives tokens to openid-client by discovery', async () => {
    const polls: number[] = [];
    const watched: openid.CustomFetch = async (url, request) => {
      const answer = await fetch(url, request);
      if (!String(request.body).includes('auth_req_id')) return answer;
      if (polls.push(answer.status) === 1)
        await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
      return answer;
    };
    const basicSecret = openid.ClientSecretBasic('till-secret');
    const client = await openid.discovery(new URL(issuer), 'till', undefined, basicSecret, {
      execute: [openid.enableNonRepudiationChecks],
      [openid.customFetch]: watched,
    });
    const request = { scope: 'openid', login_hint: 'alice' };
    const asked = await openid.initiateBackchannelAuthentication(client, request);
    expect(asked).toEqual({ auth_req_id: expect.any(String), expires_in: 300, interval: 1 });
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(tokens).toMatchObject({ access_token: 'access-1', token_type: 'bearer', expires_in: 300 });
    expect(tokens.claims()).toMatchObject({ iss: issuer, aud: 'till', sub: 'alice' });
    expect(polls).toEqual([400, 200]);
  });

  it('refuses a wrong secret with the challenge and headers that it answers without a proxy', async () => {
    const answer = await post(`${path}/token`, { grant_type: CIBA_GRANT, auth_req_id: 'x' }, basic('wrong'));
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_client' }]);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="oauth"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(spoofed)('answers a poll the same whatever the request says: %j', async (headers) => {
    const fields = { grant_type: CIBA_GRANT, auth_req_id: 'x' };
    const answer = await post(`${path}/token`, fields, { ...basic('till-secret'), ...headers });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('hands another grant on with its body and its credentials', async () => {
    const answer = await post(`${path}/token`, { grant_type: 'refresh_token' }, basic('s'));
    expect(await answer.json()).toEqual({
      host: { grant_type: 'refresh_token' },
      authorization: basic('s').Authorization,
    });
  });

  it('logs nothing', () => expect(host.logged).toEqual([]));
});

describe('the tests behind nginx', () => {
  it(`run here, or need what is not on the PATH: ${missing.join(', ') || 'nothing'}`, () => {
    expect(['nginx', 'openssl'].filter((name) => missing.includes(name))).toEqual(missing);
  });
});
