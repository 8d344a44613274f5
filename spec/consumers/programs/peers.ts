import OAuth2Server from '@node-oauth/oauth2-server';
import { metrics, trace } from '@opentelemetry/api';
import express from 'express';
import * as ciba from 'express-ciba';
import * as device from 'express-ciba/device';
import * as preset from 'express-ciba/oauth2-server';
import * as operations from 'express-ciba/operations';
import * as page from 'express-ciba/page';
import * as testing from 'express-ciba/testing';
import { Cluster, Redis } from 'ioredis';

// What a host writes that has every optional peer: their types must fit ours as they are.

declare const adapter: ciba.CibaAdapter;
declare const model: OAuth2Server.ClientCredentialsModel & OAuth2Server.RefreshTokenModel;

const redis = new Redis({ lazyConnect: true });
const cluster = new Cluster([], { lazyConnect: true });
const store = ciba.redisStore(redis, { keyPrefix: 'ciba' });
export const overCluster: ciba.CibaStore = ciba.redisStore(cluster, { partitions: 8 });

const meter = metrics.getMeter('host');
const instance = ciba.createCiba({
  issuer: 'https://as.example.com',
  mountPath: '/oauth',
  store: operations.measuredStore(store, meter),
  adapter: { ...adapter, ...preset.oauth2ServerAdapter(model, { getUser: (sub) => ({ id: sub }) }) },
});
operations.instrument(instance, { meter, tracer: trace.getTracer('host') });

const app = express();
const router = express.Router();
router.use(instance.router);
app.use('/oauth', router);
app.use('/oauth', instance.router);
app.post('/token', express.urlencoded({ extended: false }), instance.token);
app.get('/health', operations.healthCheck(instance));
app.use(
  '/operations',
  operations.operationsRouter(instance, { authorize: (req) => req.socket.remoteAddress === '::1' }),
);
const api: device.DeviceRouter = device.deviceRouter(instance, {
  authenticateUser: (req: express.Request) => ({ sub: String(req.res?.locals.sub) }),
});
app.use('/device', api);
const pageOptions: page.ApprovalPageOptions = { api: '/device', messages: { de: { approve: 'Freigeben' } } };
app.use('/approve', page.approvalPage(pageOptions));
app.post('/approvals/:id', (req, res, next) => {
  const decided = instance.approve(req.params.id, { sub: String(res.locals.sub) });
  decided.then(({ outcome }) => res.json({ outcome })).catch(next);
});
app.post('/refresh', (req, res, next) => {
  instance
    .authenticateClient(req)
    .then(({ client }) => res.json({ client_id: client.client_id }))
    .catch(next);
});

export const server: OAuth2Server = new OAuth2Server({ model });
export const till: testing.TestClient = testing.testClient({ app, client: { client_id: 'till' } });
