import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import * as ciba from 'express-ciba';
import { Redis } from 'ioredis';

// A whole poll flow of a host, over HTTP and a real Redis: asked, pending, too fast, approved, redeemed, gone.

const till = { client_id: 'till', client_secret: 's', grant_types: [ciba.CIBA_GRANT_TYPE] };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const redis = new Redis(process.env.REDIS_URL ?? '');
const notified: string[] = [];

const instance = ciba.createCiba({
  issuer: 'https://as.example.com',
  mountPath: '/oauth',
  store: ciba.redisStore(redis, { keyPrefix: process.env.KEY_PREFIX ?? '' }),
  adapter: {
    getClient: (id) => (id === till.client_id ? till : undefined),
    resolveUser: ({ login_hint }) => (login_hint === 'alice' ? { sub: 'alice' } : undefined),
    notifyUser: ({ id }) => notified.push(id),
    issueTokens: () => ({ access_token: 'access', token_type: 'Bearer', expires_in: 300 }),
  },
  idToken: { keys: [privateKey] },
});

const app = express();
app.use('/oauth', instance.router);
app.post('/oauth/token', express.urlencoded({ extended: false }), (req, res) => {
  res.json({ host: req.body.grant_type });
});

type Answer = [status: number, body: Record<string, unknown>];

async function post(url: string, form: Record<string, string>): Promise<Answer> {
  const authorization = `Basic ${Buffer.from('till:s').toString('base64')}`;
  const res = await fetch(url, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  return [res.status, (await res.json()) as Record<string, unknown>];
}

async function flow(base: string): Promise<void> {
  assert.equal((await instance.ready()).ready, true);
  const [, unknown] = await post(`${base}/bc-authorize`, { scope: 'openid', login_hint: 'nobody' });
  assert.equal(unknown.error, 'unknown_user_id');
  const [status, asked] = await post(`${base}/bc-authorize`, { scope: 'openid', login_hint: 'alice' });
  assert.deepEqual([status, asked.expires_in, asked.interval], [200, 300, 5]);
  const poll = (): Promise<Answer> =>
    post(`${base}/token`, { grant_type: ciba.CIBA_GRANT_TYPE, auth_req_id: String(asked.auth_req_id) });
  assert.equal((await poll())[1].error, 'authorization_pending');
  assert.equal((await poll())[1].error, 'slow_down');
  assert.equal((await instance.approve(notified[0] ?? '', { sub: 'alice' })).outcome, 'accepted');
  const [redeemed, tokens] = await poll();
  assert.deepEqual([redeemed, tokens.access_token, tokens.token_type], [200, 'access', 'Bearer']);
  assert.match(String(tokens.id_token), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal((await poll())[1].error, 'invalid_grant');
  assert.deepEqual((await post(`${base}/token`, { grant_type: 'password' }))[1], { host: 'password' });
}

async function main(): Promise<void> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await flow(`http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth`);
  } finally {
    server.close();
    await instance.close();
    redis.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
