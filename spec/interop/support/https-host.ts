import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import * as openid from 'openid-client';
import type { AuthenticationRequest, CibaGrant } from '../../../lib/adapter.js';
import { parseLoginHint } from '../../../lib/backchannel/hints/parse-login-hint.js';
import type { Ciba } from '../../../lib/ciba.js';
import type { ApprovalContent } from '../../../lib/request/record.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { certificateAuthority } from '../../support/certificates.js';
import { CIBA_GRANT, type TestHost, type TestHostOptions, testHost } from '../../support/host.js';
import { fetchWith } from '../fapi-fetch.js';

/** The client of these hosts, by `client_secret_post`. */
export const SHOP = {
  client_id: 'shop',
  client_secret: 'shop-secret',
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: [CIBA_GRANT],
};

/** A host over HTTPS in this process, with a resource; the test decides for its users. */
export class HttpsHost {
  readonly url: string;
  /** Who vouches for it, PEM. */
  readonly ca: string;
  /** What users were asked, in order. */
  readonly asked: AuthenticationRequest[] = [];
  /** What tokens were issued for, in order. */
  readonly grants: CibaGrant[] = [];
  readonly #server: Server;
  #host: TestHost | undefined;

  private constructor(server: Server, ca: string) {
    this.url = `https://localhost:${(server.address() as AddressInfo).port}`;
    this.ca = ca;
    this.#server = server;
    server.on('request', (req, res) => {
      res.once('finish', () => server.emit('answered', `${req.method} ${req.url} ${res.statusCode}`));
      this.#host?.app(req, res);
    });
  }

  static async start(options: TestHostOptions = {}): Promise<HttpsHost> {
    const authority = await certificateAuthority();
    const server = createServer(await authority.issue({ dns: ['localhost'] })).listen(0, 'localhost');
    await once(server, 'listening');
    const host = new HttpsHost(server, authority.cert);
    await host.restart(options);
    return host;
  }

  get ciba(): Ciba {
    return (this.#host as TestHost).ciba;
  }

  /** Begins anew under the same name, with other options and nothing in the store. */
  async restart(options: TestHostOptions): Promise<void> {
    const { url } = this;
    await this.#host?.ciba.close();
    const host = testHost({
      issuer: url,
      interval: 1,
      store: memoryStore(),
      clients: [SHOP],
      ...options,
      adapter: {
        resolveUser: ({ login_hint, sub }) => ({ sub: sub ?? subOf(login_hint, url) }),
        notifyUser: (request) => this.asked.push(request),
        issueTokens: (grant) => ({
          access_token: `access-${this.grants.push(grant)}`,
          token_type: grant.cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
        }),
      },
    });
    host.app.get('/.well-known/openid-configuration', (_req, res) => {
      res.json(host.ciba.metadata({ issuer: url, jwks_uri: `${url}/jwks` }));
    });
    host.app.get('/jwks', (_req, res) => void res.json(host.ciba.jwks()));
    host.app.get('/grant', (req, res) => this.#resource(req, res));
    this.#host = host;
  }

  /** Waits for an answer, such as `POST /token 400`. */
  async answered(what: string): Promise<void> {
    while ((await once(this.#server, 'answered'))[0] !== what);
  }

  /** Approves what the user was asked last. */
  async approve(content: Partial<ApprovalContent> = {}): Promise<void> {
    const { id, user } = this.#last();
    expect(await this.ciba.approve(id, { sub: user.sub, ...content })).toEqual({ outcome: 'accepted' });
  }

  async deny(): Promise<void> {
    const { id, user } = this.#last();
    expect(await this.ciba.deny(id, { sub: user.sub })).toEqual({ outcome: 'accepted' });
  }

  /** openid-client, configured by discovery; what its polls are answered with goes into `polls`. */
  async discover(polls: string[] = []): Promise<openid.Configuration> {
    const fetch = fetchWith(this.ca);
    const { client_id, client_secret } = SHOP;
    return openid.discovery(new URL(this.url), client_id, undefined, openid.ClientSecretPost(client_secret), {
      execute: [openid.enableNonRepudiationChecks],
      [openid.customFetch]: async (url, options) => {
        const answer = await fetch(url, options);
        if (url.endsWith('/token')) polls.push((await answer.clone().json()).error ?? 'tokens');
        return answer;
      },
    });
  }

  async close(): Promise<void> {
    await this.ciba.close();
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  #last(): AuthenticationRequest {
    return this.asked.at(-1) as AuthenticationRequest;
  }

  /** What a token that is bound to a key was issued for. RFC 9449 §7. */
  async #resource(req: Request, res: Response): Promise<void> {
    const [, accessToken = '', number] = /^DPoP (access-(\d+))$/.exec(req.get('authorization') ?? '') ?? [];
    const grant = this.grants[Number(number) - 1];
    const nonce = this.ciba.dpopNonce();
    if (nonce !== undefined) res.set('DPoP-Nonce', nonce);
    try {
      const { jkt } = await this.ciba.verifyProof(req, { url: `${this.url}/grant`, accessToken });
      if (grant?.cnf?.jkt !== jkt) throw Object.assign(new Error(), { error: 'invalid_token' });
      res.json({ sub: grant.sub, resource: grant.resource, details: grant.authorization_details });
    } catch (refused) {
      const { error } = refused as { error: string };
      res.status(401).set('WWW-Authenticate', `DPoP error="${error}"`).json({ error });
    }
  }
}

function subOf(hint: string | undefined, issuer: string): string {
  const identifier = parseLoginHint(hint);
  if (identifier.format === 'opaque') return identifier.id;
  return identifier.format === 'iss_sub' && identifier.iss === issuer ? identifier.sub : 'nobody';
}
