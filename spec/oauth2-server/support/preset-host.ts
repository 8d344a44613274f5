import type OAuth2Server from '@node-oauth/oauth2-server';
import express, { type Request, type Response } from 'express';
import type { Ciba, CibaAdapter } from 'express-ciba';
import { createCiba, memoryStore } from 'express-ciba';
import { type OAuth2ServerAdapterOptions, oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import request from 'supertest';
import { CIBA_GRANT, signingKey } from '../../support/host.js';
import type { Library } from './libraries.js';
import { TestModel, tillRow } from './model.js';

/** A host on one of the libraries, and what tests do with it. */
export interface PresetHost {
  readonly app: express.Express;
  readonly model: TestModel;
  readonly ciba: Ciba;
  readonly logged: unknown[];
  /** Sends an authentication request as the till. */
  ask(form?: Record<string, string>): Promise<request.Response>;
  /** The same with other credentials: in the form, or raw in the header. */
  askAs(credentials: Record<string, string>, basic?: string): Promise<request.Response>;
  /** Asks for alice, and lets her approve; answers the `auth_req_id`. */
  approved(scope?: string): Promise<string>;
  redeem(authReqId: string): Promise<request.Response>;
  /** Sends any token request as the till. */
  token(form: Record<string, string>): Promise<request.Response>;
  me(accessToken: string): Promise<request.Response>;
}

/** Changes to the standard host. */
export interface PresetHostOptions {
  readonly model?: TestModel;
  readonly preset?: OAuth2ServerAdapterOptions;
  readonly adapter?: Partial<CibaAdapter>;
  /** Whether proofs are looked at. */
  readonly dpop?: boolean;
}

/** An Express host that serves its token route and a resource by the library itself, with the preset in front. */
export function presetHost(library: Library, options: PresetHostOptions = {}): PresetHost {
  const { model = new TestModel(tillRow), preset, adapter, dpop = false } = options;
  const logged: unknown[] = [];
  const asked: string[] = [];
  const ciba = createCiba({
    issuer: 'https://as.example.com',
    store: memoryStore(),
    idToken: { keys: [signingKey] },
    logger: { error: (error) => logged.push(error) },
    caps: false,
    dpop,
    adapter: {
      ...oauth2ServerAdapter(model, { scopeFormat: library.scopeFormat, ...preset }),
      resolveUser: ({ login_hint }) => (login_hint === 'alice' ? { sub: 'alice' } : undefined),
      notifyUser: ({ id }) => asked.push(id),
      ...adapter,
    },
  });
  const app = hostApp(library, model, ciba);
  const askAs: PresetHost['askAs'] = async (form, basic) => {
    const asking = request(app).post('/bc-authorize').type('form');
    if (basic !== undefined) asking.set('Authorization', `Basic ${btoa(basic)}`);
    return asking.send({ scope: 'openid', login_hint: 'alice', ...form });
  };
  const ask: PresetHost['ask'] = async (form = {}) => askAs(form, 'till:till-secret');
  const token = async (form: Record<string, string>): Promise<request.Response> =>
    request(app).post('/token').auth('till', 'till-secret').type('form').send(form);
  return {
    app,
    model,
    ciba,
    logged,
    ask,
    askAs,
    token,
    async approved(scope = 'openid') {
      const { body } = await ask({ scope });
      const { outcome } = await ciba.approve(asked.at(-1) ?? '', { sub: 'alice' });
      if (outcome !== 'accepted') throw new Error(`the approval was ${outcome}`);
      return body.auth_req_id;
    },
    redeem: (auth_req_id) => token({ grant_type: CIBA_GRANT, auth_req_id }),
    me: async (accessToken) => request(app).get('/me').auth(accessToken, { type: 'bearer' }),
  };
}

type Serve = (request: OAuth2Server.Request, response: OAuth2Server.Response) => Promise<OAuth2Server.Token>;

function hostApp({ OAuth2Server }: Library, model: TestModel, ciba: Ciba): express.Express {
  const oauth = new OAuth2Server({ model: model as never });
  const served =
    (serve: Serve, body: (answer: OAuth2Server.Response, token: OAuth2Server.Token) => unknown) =>
    async (req: Request, res: Response): Promise<void> => {
      const answer = new OAuth2Server.Response();
      try {
        const token = await serve(new OAuth2Server.Request(req), answer);
        res.json(body(answer, token));
      } catch (error) {
        const { code, name } = error as OAuth2Server.OAuthError;
        res.status(code).json({ error: name });
      }
    };
  const app = express();
  app.use(ciba.router);
  app.post(
    '/token',
    express.urlencoded({ extended: false }),
    served(oauth.token.bind(oauth), ({ body }) => body),
  );
  app.get(
    '/me',
    served(oauth.authenticate.bind(oauth), (_answer, { user }) => user),
  );
  return app;
}
