import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as openid from 'openid-client';
import type { CibaClient } from '../../lib/client/metadata.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { certificateAuthority } from '../support/certificates.js';
import { CIBA_GRANT, type TestHost, testHost } from '../support/host.js';
import { boundTo } from '../support/proxy-client.js';
import { type FapiMethod, type FapiParty, fapiParty } from './fapi-party.js';

const METHODS: readonly FapiMethod[] = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];

describe.each(METHODS)('openid-client with %s, where certificates have a name of their own', (method) => {
  let host: TestHost;
  let party: FapiParty;
  let front: Server;
  let mtls: Server;
  const seen: string[] = [];

  beforeAll(async () => {
    const [serverCa, clientsCa] = await Promise.all([certificateAuthority(), certificateAuthority()]);
    const own = await serverCa.issue({ dns: ['localhost'] });
    party = await fapiParty(
      { id: 'bank', alg: 'ES256', method, idTokenAlg: 'ES256' },
      { serverCa, clientsCa },
    );
    front = await listening(own);
    mtls = await listening({ ...own, ca: clientsCa.cert, requestCert: true, rejectUnauthorized: false });
    host = hostAt(urlOf(front), urlOf(mtls), party.metadata);
    for (const [name, server] of Object.entries({ front, mtls }))
      server.on('request', (req, res) => {
        seen.push(`${name} ${req.url}`);
        host.app(req, res);
      });
  });
  afterAll(() => {
    front.close();
    mtls.close();
  });

  it('goes there for both endpoints, and gets tokens that are bound', async () => {
    const client = await party.discover(urlOf(front));
    const request = await party.request(urlOf(front));
    const asked = await openid.initiateBackchannelAuthentication(client, { request });
    await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(tokens).toMatchObject({ token_type: 'bearer', cnf: boundTo(party.certificate) });
    expect(seen).toEqual([
      'front /.well-known/openid-configuration',
      'mtls /bc-authorize',
      'mtls /token',
      'front /jwks',
    ]);
  });
});

/** A server that listens before it is known what it answers. */
async function listening(options: ServerOptions): Promise<Server> {
  const server = createServer(options).listen(0, 'localhost');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

/** A host whose tokens show what they are bound to. */
function hostAt(issuer: string, mtls: string, client: FapiParty['metadata']): TestHost {
  const bound = { grant_types: [CIBA_GRANT], tls_client_certificate_bound_access_tokens: true };
  const host = testHost({
    issuer,
    interval: 1,
    store: memoryStore(),
    mtlsEndpoints: { backchannelAuthentication: `${mtls}/bc-authorize`, token: `${mtls}/token` },
    clients: [{ ...client, ...bound } as unknown as CibaClient],
    adapter: { issueTokens: ({ cnf }) => ({ access_token: 'access', token_type: 'Bearer', cnf }) },
  });
  host.app.get('/.well-known/openid-configuration', (_req, res) => {
    res.json(host.ciba.metadata({ issuer, jwks_uri: `${issuer}/jwks` }));
  });
  host.app.get('/jwks', (_req, res) => void res.json(host.ciba.jwks()));
  return host;
}
