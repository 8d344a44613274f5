import { generateKeyPairSync, randomBytes } from 'node:crypto';
import express from 'express';
import { Redis } from 'ioredis';
import { type CibaClient, createCiba, redisStore } from '../../lib/index.js';
import { assertionClient, client, ISSUER, PATHS } from './fixtures.js';
import { redisUrl, serve } from './serve.js';

const clients = new Map<string, CibaClient>(
  [client, assertionClient].map((known) => [known.client_id, known]),
);
/** Approval ids by user, as a host would have sent them to the user's device. */
const asked = new Map<string, string>();
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const token = (): string => randomBytes(32).toString('base64url');

const ciba = createCiba({
  issuer: ISSUER,
  store: redisStore(new Redis(redisUrl)),
  idToken: { keys: [privateKey] },
  adapter: {
    getClient: (id) => clients.get(id),
    resolveUser: ({ login_hint }) => (login_hint === undefined ? undefined : { sub: login_hint }),
    notifyUser: ({ id, user }) => void asked.set(user.sub, id),
    issueTokens: () => ({
      access_token: token(),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: token(),
    }),
  },
});

const app = express();
app.use(ciba.router);
app.post(PATHS.approve, express.urlencoded({ extended: false }), async (req, res) => {
  const { sub } = req.body;
  const id = asked.get(sub) ?? '';
  asked.delete(sub);
  res.json(await ciba.approve(id, { sub }));
});
serve(app);
