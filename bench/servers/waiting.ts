import { generateKeyPairSync, randomBytes } from 'node:crypto';
import express from 'express';
import { Redis } from 'ioredis';
import { type CibaClient, createCiba, type DeliveryMode, redisStore } from '../../lib/index.js';
import { GRANT_TYPE, ISSUER, PATHS } from './fixtures.js';
import { redisUrl, serve } from './serve.js';

const { DELIVERY_MODES = 'poll,ping,push', RECEIVER_URL, RECEIVER_CA = '', CLIENT_SECRET } = process.env;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const token = (): string => randomBytes(32).toString('base64url');
/** Approval ids by user, as a host would have sent them to the user's device. */
const asked = new Map<string, string>();

const ciba = createCiba({
  issuer: ISSUER,
  store: redisStore(new Redis(redisUrl)),
  idToken: { keys: [privateKey] },
  deliveryModes: DELIVERY_MODES.split(',') as DeliveryMode[],
  notification: {
    allowLoopback: true,
    ca: RECEIVER_CA,
    keyRing: [{ kid: 'bench', key: randomBytes(32) }],
  },
  longPoll: ({ client_id }) => client_id.startsWith('long-'),
  adapter: {
    getClient: clientOf,
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
  res.json(await approve(req.body.sub));
});
app.post('/approve-all', async (_req, res) => {
  const answers = await Promise.all([...asked.keys()].map(approve));
  res.json({ accepted: answers.filter(({ outcome }) => outcome === 'accepted').length });
});
serve(app);

function approve(sub: string): ReturnType<typeof ciba.approve> {
  const id = asked.get(sub) ?? '';
  asked.delete(sub);
  return ciba.approve(id, { sub });
}

/** The name says how a client waits: `ping-7` is pinged, `long-1` polls and is held. */
function clientOf(client_id: string): CibaClient {
  const [name = ''] = client_id.split('-');
  return {
    client_id,
    client_secret: CLIENT_SECRET,
    grant_types: [GRANT_TYPE],
    token_endpoint_auth_method: 'client_secret_basic',
    backchannel_token_delivery_mode: name === 'long' ? 'poll' : (name as DeliveryMode),
    backchannel_client_notification_endpoint: RECEIVER_URL,
  };
}
