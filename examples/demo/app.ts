import { generateKeyPairSync } from 'node:crypto';
import OAuthServer from '@node-oauth/express-oauth-server';
import express from 'express';
import {
  type AuthenticationRequest,
  type Ciba,
  type CibaClient,
  type CibaStore,
  createCiba,
  type UserHint,
} from 'express-ciba';
import type { DeviceRouter } from 'express-ciba/device';
import { type OAuth2ServerModel, oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import { approvalPage } from 'express-ciba/page';
import { COPIED_GRANT_TYPE } from './article.js';
import { BUILT_IN, demoClients, ownerOf, SHOP_TILL } from './clients.js';
import { discovery } from './discovery.js';
import { sameOrigin } from './guard/same-origin.js';
import type { Pings } from './kiosk/pings.js';
import { demoModel } from './model.js';
import { pages } from './page/routes.js';
import { phoneApi } from './phone/api.js';
import { phoneDevice } from './phone/device.js';
import { demoSessions } from './phone/sessions.js';
import { type ClientCredentials, registration } from './register/route.js';
import { tillApi } from './till/api.js';
import type { Matching } from './till/matching.js';
import { type User, userByHint, userBySub } from './users.js';

/** What the demo host is made of. */
export interface DemoAppOptions {
  /** The base URL, exactly as clients are given it. */
  readonly issuer: string;
  readonly store: CibaStore;
  /** Seconds. */
  readonly interval: number;
  /** Hears that a user was asked; a real host would send a push message. */
  readonly notify: (request: AuthenticationRequest<User>) => void;
  /** Where the kiosk is pinged. */
  readonly pings: Pings;
  /** Whether users give the number that the client shows, unless the page says otherwise. Default `off`. */
  readonly numberMatching?: Matching;
}

/** An Express host with an OAuth server of its own, and CIBA in front of its token route. */
export function demoApp(options: DemoAppOptions): {
  readonly app: express.Express;
  readonly ciba: Ciba<User>;
  readonly device: DeviceRouter;
} {
  const { issuer, pings, numberMatching = 'off' } = options;
  const clients = demoClients(pings.endpoint);
  const model = demoModel(clients);
  const ciba = demoCiba(options, model);
  const oauth = new OAuthServer({ model });
  const app = express();
  app.use(ciba.router); // before the host's own token route
  app.post('/ciba/auth', ciba.backchannelAuthentication);
  app.post('/token', express.urlencoded({ extended: false }), oauth.token());
  app.get('/me', oauth.authenticate(), (_req, res) => {
    const { user, client, scope } = res.locals.oauth.token;
    res.json({ sub: user.sub, client_id: client.id, scope: scope?.join(' ') });
  });
  app.use(discovery(ciba, issuer));
  const keyRing = new Map<string, ClientCredentials>(BUILT_IN.map((known) => [known.client_id, known]));
  const remember = (credentials: ClientCredentials) => keyRing.set(credentials.client_id, credentials);
  app.use('/register', registration(clients, ciba, remember));
  app.use('/till', tillApi({ issuer, clients, keyRing, pings, numberMatching }));
  const sessions = demoSessions();
  app.use('/phone', phoneApi(ciba, sessions, issuer));
  const device = phoneDevice(ciba, sessions);
  app.use('/device', sameOrigin(issuer));
  app.use('/device/:holder', device);
  app.use('/device', device);
  app.use('/approvals', approvalPage({ api: '/device', name: 'Approvals', signIn: '/' }));
  app.use(pages(sessions));
  return { app, ciba, device };
}

function demoCiba(
  { issuer, store, interval, notify, pings }: DemoAppOptions,
  model: OAuth2ServerModel,
): Ciba<User> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return createCiba({
    issuer,
    store,
    adapter: {
      ...oauth2ServerAdapter(model, { getUser: userBySub }),
      resolveUser: (hint, { client }) => userByHint(hint, issuer) ?? ownerUnlessNamed(hint, client),
      getUser: userBySub,
      notifyUser: notify,
    },
    idToken: { keys: [privateKey] },
    interval,
    deliveryModes: ['poll', 'ping'],
    // A real host calls public addresses alone.
    notification: { allowLoopback: true, ca: pings.certificate },
    longPoll: ({ client_id }) => client_id === SHOP_TILL.client_id,
    maxExpiresIn: 3600,
    numberMatching: true,
    // People try things out here and leave requests behind; a real host keeps the defaults.
    caps: {
      ...{ pendingPerUser: 100, pendingPerClientAndUser: 100 },
      ...{ promptsPerUser: false, promptsPerClientAndUser: false, coolDown: false },
    },
    hintOptional: ({ client_id }) => ownerOf(client_id) !== undefined,
    grantTypeAliases: [COPIED_GRANT_TYPE],
  });
}

function ownerUnlessNamed(hint: UserHint, { client_id }: CibaClient): User | undefined {
  const isNamed = Object.keys(hint).length > 0;
  return isNamed ? undefined : userBySub(ownerOf(client_id) ?? '');
}
