import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Redis } from 'ioredis';
import { importJWK, jwtVerify } from 'jose';
import { assertionClient, client, ISSUER, PATHS } from './fixtures.js';
import { redisUrl } from './serve.js';

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

/** A form as whatever parser left it. */
export type BareForm = Readonly<Record<string, string>>;

/** What a bare route answers. */
export interface BareAnswer {
  readonly status: number;
  readonly body: object;
}

/** What a route does with a form and the header `Authorization`. */
export type BareRoute = (form: BareForm, authorization: string | undefined) => Promise<BareAnswer>;

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

async function authenticated(
  { client_assertion: assertion }: BareForm,
  authorization: string | undefined,
): Promise<Known | undefined> {
  return assertion === undefined ? bySecret(authorization) : byAssertion(assertion);
}

function bySecret(authorization = ''): Known | undefined {
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

const request: BareRoute = async (form, authorization) => {
  const known = await authenticated(form, authorization);
  if (known === undefined) return { status: 401, body: { error: 'invalid_client' } };
  const { login_hint: sub = '', scope = '', binding_message: message = '' } = form;
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
  return { status: 200, body: { auth_req_id: id, expires_in: LIFETIME_S, interval: INTERVAL_S } };
};

const poll: BareRoute = async (form, authorization) => {
  const known = await authenticated(form, authorization);
  if (known === undefined) return { status: 401, body: { error: 'invalid_client' } };
  const found = (await redis.evalsha(READ, 1, keyOf(form.auth_req_id ?? ''))) as (string | null)[];
  const [owner, , scope, state] = found;
  if (owner !== known.client_id || (state !== 'pending' && state !== 'approved'))
    return { status: 400, body: { error: 'invalid_grant' } };
  if (state === 'pending') {
    const error_description = 'The request is still pending.';
    return { status: 400, body: { error: 'authorization_pending', error_description } };
  }
  const tokens = { access_token: token(), token_type: 'Bearer', expires_in: 3600, refresh_token: token() };
  return { status: 200, body: { scope, ...tokens } };
};

const approve: BareRoute = async ({ sub = '' }) => {
  const id = asked.get(sub) ?? '';
  asked.delete(sub);
  const done = await redis.evalsha(APPROVE, 1, keyOf(id));
  return { status: 200, body: { outcome: done === 1 ? 'accepted' : 'conflict' } };
};

/** The least that an authorization server could do, by path: one script each, no rule kept. */
export const bareRoutes: Readonly<Record<string, BareRoute>> = {
  [PATHS.request]: request,
  [PATHS.token]: poll,
  [PATHS.approve]: approve,
};
