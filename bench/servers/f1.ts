import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type Request, type Response } from 'express';
import { Redis } from 'ioredis';
import { importJWK, jwtVerify } from 'jose';
import { assertionClient, client, ISSUER, PATHS } from './fixtures.js';
import { redisUrl, serve } from './serve.js';

const LIFETIME_S = 300;
const RETENTION_S = 600;
const INTERVAL_S = 5;

const redis = new Redis(redisUrl);
const load = async (source: string): Promise<string> => (await redis.script('LOAD', source)) as string;
const CREATE = await load(`
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`);
const READ = await load(`
local r = redis.call('HMGET', KEYS[1], 'client', 'sub', 'scope', 'state')
if r[4] == 'approved' then redis.call('HSET', KEYS[1], 'state', 'redeemed') end
return r
`);
const APPROVE = await load(`
if redis.call('HGET', KEYS[1], 'state') ~= 'pending' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'approved')
return 1
`);

const ONCE = await load(`return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0`);

const clients = new Map([[client.client_id, client]]);
const asked = new Map<string, string>();
const keyOf = (id: string): string => `bare:${id}`;
const token = (): string => randomBytes(32).toString('base64url');

const [jwk] = assertionClient.jwks.keys;
const assertionKey = jwk.kty === undefined ? undefined : await importJWK(jwk, 'ES256');

interface Known {
  readonly client_id: string;
}

/** By an assertion: one signature check and one script. */
async function byAssertion(assertion: string): Promise<Known | undefined> {
  if (assertionKey === undefined) return undefined;
  const { client_id } = assertionClient;
  const options = { issuer: client_id, subject: client_id, audience: ISSUER, requiredClaims: ['exp', 'jti'] };
  const { payload } = await jwtVerify(assertion, assertionKey, options);
  const left = Number(payload.exp) * 1000 - Date.now();
  const key = `bare:jti:${hash('sha256', `${client_id} ${payload.jti}`, 'base64url')}`;
  return (await redis.evalsha(ONCE, 1, key, Math.ceil(left))) === 1 ? assertionClient : undefined;
}

async function authenticated(req: Request): Promise<Known | undefined> {
  const { client_assertion: assertion } = req.body;
  return assertion === undefined ? bySecret(req) : byAssertion(assertion);
}

function bySecret({ headers }: Request): Known | undefined {
  const { authorization = '' } = headers;
  if (!authorization.startsWith('Basic ')) return undefined;
  const text = Buffer.from(authorization.slice(6), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const known = clients.get(text.slice(0, colon));
  if (known === undefined) return undefined;
  const [registered, shown] = [known.client_secret, text.slice(colon + 1)];
  return timingSafeEqual(hash('sha256', registered, 'buffer'), hash('sha256', shown, 'buffer'))
    ? known
    : undefined;
}

async function request(req: Request, res: Response): Promise<unknown> {
  const known = await authenticated(req);
  if (known === undefined) return res.status(401).json({ error: 'invalid_client' });
  const { login_hint: sub, scope, binding_message: message } = req.body;
  const id = randomBytes(32).toString('base64url');
  const expires = Date.now() + LIFETIME_S * 1000;
  await redis.evalsha(
    CREATE,
    1,
    keyOf(id),
    (LIFETIME_S + RETENTION_S) * 1000,
    ...['client', known.client_id, 'sub', sub, 'scope', scope, 'message', message],
    ...['state', 'pending', 'expires', expires],
  );
  asked.set(sub, id);
  return res.json({ auth_req_id: id, expires_in: LIFETIME_S, interval: INTERVAL_S });
}

async function poll(req: Request, res: Response): Promise<unknown> {
  const known = await authenticated(req);
  if (known === undefined) return res.status(401).json({ error: 'invalid_client' });
  const found = (await redis.evalsha(READ, 1, keyOf(req.body.auth_req_id))) as (string | null)[];
  const [owner, , scope, state] = found;
  if (owner !== known.client_id) return res.status(400).json({ error: 'invalid_grant' });
  if (state === 'pending')
    return res
      .status(400)
      .json({ error: 'authorization_pending', error_description: 'The request is still pending.' });
  if (state !== 'approved') return res.status(400).json({ error: 'invalid_grant' });
  return res.json({
    access_token: token(),
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: token(),
    scope,
  });
}

async function approve(req: Request, res: Response): Promise<unknown> {
  const { sub } = req.body;
  const id = asked.get(sub) ?? '';
  asked.delete(sub);
  const done = await redis.evalsha(APPROVE, 1, keyOf(id));
  return res.json({ outcome: done === 1 ? 'accepted' : 'conflict' });
}

const form = express.urlencoded({ extended: false });
const app = express();
app.post(PATHS.request, form, request);
app.post(PATHS.token, form, poll);
app.post(PATHS.approve, form, approve);
serve(app);
