import { generateKeyPairSync } from 'node:crypto';
import express from 'express';
import { type BackchannelAuthenticationRequest, Provider } from 'oidc-provider';
import { client, GRANT_TYPE, ISSUER, PATHS } from './fixtures.js';
import { RedisAdapter } from './oidc-redis.js';
import { serve } from './serve.js';

type Request = InstanceType<Provider['BackchannelAuthenticationRequest']>;

const { RECEIVER_URL = '', CLIENT_SECRET = '' } = process.env;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** Requests by user. */
const asked = new Map<string, Request>();

const registered = {
  grant_types: [GRANT_TYPE],
  response_types: [] as never[],
  redirect_uris: [],
  token_endpoint_auth_method: 'client_secret_basic' as const,
  id_token_signed_response_alg: 'ES256' as const,
};

/** The client of every server under test, which polls. */
const polling = {
  ...registered,
  client_id: client.client_id,
  client_secret: client.client_secret,
  backchannel_token_delivery_mode: 'poll',
} as const;

/** One that it pings: once, in line with the approval, without an outbox. */
const pinged = {
  ...registered,
  client_id: 'ping-1',
  client_secret: CLIENT_SECRET,
  backchannel_token_delivery_mode: 'ping',
  backchannel_client_notification_endpoint: RECEIVER_URL,
} as const;

/** node-oidc-provider; whom it pings only where there is a receiver. */
const provider = new Provider(ISSUER, {
  adapter: RedisAdapter,
  clients: RECEIVER_URL === '' ? [polling] : [polling, pinged],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256' } as never] },
  routes: { backchannel_authentication: PATHS.request, token: PATHS.token },
  scopes: ['openid', 'profile'],
  ttl: { BackchannelAuthenticationRequest: 300, Grant: 900, AccessToken: 3600, IdToken: 3600 },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  // Its own guard refuses loopback, where the receiver is: this leaves it out.
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as object),
  features: {
    devInteractions: { enabled: false },
    ciba: {
      enabled: true,
      deliveryModes: ['poll', 'ping'],
      processLoginHint: (_ctx, hint) => hint,
      validateRequestContext: () => undefined,
      validateBindingMessage: () => undefined,
      verifyUserCode: () => undefined,
      triggerAuthenticationDevice: (_ctx, request, account) =>
        void asked.set((account as { accountId: string }).accountId, request as Request),
    },
  },
});

const app = express();
app.post(PATHS.approve, express.urlencoded({ extended: false }), async (req, res) => {
  const request = asked.get(req.body.sub) as BackchannelAuthenticationRequest & Request;
  asked.delete(req.body.sub);
  const { accountId, clientId } = request;
  const grant = new provider.Grant({ accountId: String(accountId), clientId: String(clientId) });
  grant.addOIDCScope('openid profile');
  await provider.backchannelResult(request, await grant.save());
  res.json({ outcome: 'accepted' });
});
app.use(provider.callback());
serve(app);
