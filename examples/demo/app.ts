import { generateKeyPairSync } from 'node:crypto';
import OAuthServer from '@node-oauth/express-oauth-server';
import express from 'express';
import { type AuthenticationRequest, type Ciba, type CibaStore, createCiba } from 'express-ciba';
import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import { discovery } from './discovery.js';
import { demoModel } from './model.js';
import { page } from './page.js';
import { phoneApi } from './phone/api.js';
import { demoSessions } from './phone/sessions.js';
import { type User, userByHint, userBySub } from './users.js';

/** The grant type as widely copied articles write it; the real one is `urn:openid:params:grant-type:ciba`. */
const COPIED_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:ciba';

/** What the demo host is made of. */
export interface DemoAppOptions {
  /** The base URL, exactly as clients are given it. */
  readonly issuer: string;
  readonly store: CibaStore;
  /** Seconds. */
  readonly interval: number;
  /** Hears that a user was asked; a real host would send a push message. */
  readonly notify: (request: AuthenticationRequest<User>) => void;
}

/** An Express host with an OAuth server of its own, and CIBA in front of its token route. */
export function demoApp(options: DemoAppOptions): {
  readonly app: express.Express;
  readonly ciba: Ciba<User>;
} {
  const model = demoModel();
  const oauth = new OAuthServer({ model });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ciba = createCiba({
    issuer: options.issuer,
    store: options.store,
    adapter: {
      ...oauth2ServerAdapter(model, { getUser: userBySub }),
      resolveUser: (hint) => userByHint(hint, options.issuer),
      getUser: userBySub,
      notifyUser: options.notify,
    },
    idToken: { keys: [privateKey] },
    interval: options.interval,
    maxExpiresIn: 3600,
    // People try things out here and leave requests behind; a real host keeps the defaults.
    caps: { pendingPerUser: 100, pendingPerClientAndUser: 100 },
    grantTypeAliases: [COPIED_GRANT_TYPE],
  });
  const sessions = demoSessions();
  const app = express();
  app.use(ciba.router); // before the host's own token route
  app.post('/ciba/auth', ciba.backchannelAuthentication);
  app.post('/token', express.urlencoded({ extended: false }), oauth.token());
  app.get('/me', oauth.authenticate(), (_req, res) => {
    const { user, client, scope } = res.locals.oauth.token;
    res.json({ sub: user.sub, client_id: client.id, scope: scope?.join(' ') });
  });
  app.use(discovery(ciba, options.issuer));
  app.use('/phone', phoneApi(ciba, sessions, options.issuer));
  app.get('/', page(sessions));
  return { app, ciba };
}
