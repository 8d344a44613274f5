import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { dumpOf } from '../support/server-leaks.ts';
import { type Begun, EVENTS, SecretiveHost } from '../support/server-secretive.ts';

const FLOWS = 1000;
const BATCH = 125;

jest.setTimeout(120_000);

const host = new SecretiveHost();
/** Every key of Redis with its value, as found at any moment. */
const dumped = new Set<string>();
let server: RedisServer;
let client: Redis;
let probe: Redis;
/** They live while the others come and go. */
const expiring: Begun[] = [];

beforeAll(async () => {
  server = await startRedisServer();
  client = new Redis(server.url);
  probe = new Redis(server.url);
  await host.start(redisStore(client));
  for (let from = 0; from < FLOWS; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, n) => FATES[n % FATES.length]?.(`user-${from + n}`));
    await Promise.all([...batch, dump()]);
    await dump();
  }
  await Promise.all(expiring.map((each) => host.untilExpired(each)));
  await storeFaults();
  await dump();
});

afterAll(async () => {
  await host.served.stop();
  client.disconnect();
  probe.disconnect();
  await server.kill();
});

it(`the ${FLOWS} flows ended in every way and caused every event`, () => {
  expect([...host.outcomes].sort()).toEqual([
    ...['200 auth_req_id', '200 tokens', '400 access_denied', '400 authorization_pending'],
    ...['400 expired_token', '400 invalid_grant', '400 invalid_user_code', '400 missing_user_code'],
    ...['400 slow_down', '400 unknown_user_id', '401 invalid_client', '403 access_denied'],
    ...['500 server_error', '503 temporarily_unavailable'],
  ]);
  expect([...new Set(host.events.map(({ name }) => name))].sort()).toEqual([...EVENTS].sort());
  expect(host.secrets.size).toBeGreaterThan(3 * FLOWS);
});

it('the search finds a secret, however deep in an error it hides', () => {
  const error = new Error('outer', { cause: { args: [[host.kiosk.client_secret]] } });
  expect(host.secrets.foundIn(logLine([error]))).toHaveLength(1);
  expect(host.approvalSecrets.foundIn([...dumped].join('\n'))).not.toEqual([]);
});

it('Redis never held an auth_req_id or its secret, a client secret, a hint, a user code or a token', () => {
  expect(dumped.size).toBeGreaterThan(FLOWS / 2);
  expect([...dumped].flatMap((line) => host.secrets.foundIn(line))).toEqual([]);
});

it('no log line and no error to the host holds one, nor the secret of an approval id', () => {
  expect(host.served.logged.length).toBeGreaterThan(FLOWS / 10);
  expect(host.thrown).toHaveLength(6);
  expect([...host.served.logged.map(logLine), ...host.thrown].flatMap(leaks)).toEqual([]);
});

it('no event holds one, nor the secret of an approval id', () => {
  expect(host.events.length).toBeGreaterThan(FLOWS);
  expect(host.events.flatMap(({ text }) => leaks(text))).toEqual([]);
});

const FATES: readonly ((sub: string) => Promise<unknown>)[] = [
  (sub) => host.request(host.newFlow(sub), {}, host.fresh('wrong-secret')),
  (sub) => host.request(host.newFlow(sub), { user_code: host.fresh('wrong-code') }),
  (sub) => host.request(host.newFlow(sub), { user_code: '' }),
  (sub) => host.request({ ...host.newFlow(sub), hintName: 'login_hint', hint: host.fresh('login_hint') }),
  (sub) => host.request(host.newFlow(sub, 'resolveUser')),
  (sub) => host.request(host.newFlow(sub, 'verifyUserCode')),
  (sub) => host.request(host.newFlow(sub, 'notifyUser')),
  async (sub) => host.request((await begun(sub)).flow),
  async (sub) => expiring.push(await host.begin(host.newFlow(sub), { requested_expiry: '8' })),
  async (sub) => {
    const { authReqId } = await begun(sub);
    await host.poll(`${authReqId.split('.')[0]}.${randomBytes(32).toString('base64url')}`);
  },
  async (sub) => redeemed(await host.begin(host.newFlow(sub, 'issueTokens'))),
  async (sub) => redeemed(await begun(sub)),
  async (sub) => redeemed(await begun(sub)),
  async (sub) => {
    const { approvalId, authReqId } = await begun(sub);
    await host.served.ciba.deny(approvalId, { sub });
    await host.poll(authReqId);
  },
  async (sub) => host.served.ciba.fail((await begun(sub)).approvalId, { reason: 'device_lost' }),
  async (sub) => host.served.ciba.cancel((await begun(sub)).approvalId),
];

function begun(sub: string): Promise<Begun> {
  return host.begin(host.newFlow(sub));
}

async function redeemed({ flow, authReqId, approvalId }: Begun): Promise<void> {
  await host.served.ciba.approve(approvalId, { sub: flow.sub, acr: 'phr', amr: ['pin'] });
  await host.poll(authReqId);
  await host.poll(authReqId);
}

/** Redis first refuses to write, then does not answer. */
async function storeFaults(): Promise<void> {
  const [full, silent] = [await begun('full'), await begun('silent')];
  await probe.config('SET', 'maxmemory', '1');
  await refusedByTheStore(full);
  await probe.config('SET', 'maxmemory', '0');
  server.process.kill('SIGSTOP');
  await refusedByTheStore(silent);
  server.process.kill('SIGCONT');
}

async function refusedByTheStore({ flow, authReqId, approvalId }: Begun): Promise<void> {
  const { ciba } = host.served;
  await host.request(host.newFlow(`${flow.sub}-too`));
  await host.poll(authReqId);
  await host.throwing(ciba.approve(approvalId, { sub: flow.sub }));
  await host.throwing(ciba.deny(approvalId, { sub: flow.sub }));
  await host.throwing(ciba.cancel(approvalId));
}

async function dump(): Promise<void> {
  for (const line of await dumpOf(probe)) dumped.add(line);
}

function leaks(text: string): string[] {
  return [...host.secrets.foundIn(text), ...host.approvalSecrets.foundIn(text)];
}

function logLine(line: unknown[]): string {
  return inspect(line, { depth: Number.POSITIVE_INFINITY, showHidden: true });
}
