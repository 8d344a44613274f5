import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type Request, type Response } from 'express';
import { Redis } from 'ioredis';
import { client, PATHS } from './fixtures.js';
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

const clients = new Map([[client.client_id, client]]);
const asked = new Map<string, string>();
const keyOf = (id: string): string => `bare:${id}`;
const token = (): string => randomBytes(32).toString('base64url');

function authenticated({ headers }: Request): typeof client | undefined {
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
  const known = authenticated(req);
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
  const known = authenticated(req);
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
