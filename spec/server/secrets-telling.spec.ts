import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { sealer } from '../../lib/jwt/seal.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { dumpOf } from '../support/server-leaks.ts';
import { type Begun, SecretiveHost, TELLING_EVENTS } from '../support/server-secretive.ts';
import { type TellingClients, tellingClients } from '../support/server-secretive-clients.ts';
import { until } from '../support/server-until.ts';

const ROUNDS = 20;

jest.setTimeout(120_000);

const host = new SecretiveHost();
const ring = [
  { kid: 'k1', key: randomBytes(32) },
  { kid: 'k0', key: randomBytes(32) },
] as const;
/** Every key of Redis with its value, as found at any moment. */
const dumped = new Set<string>();
/** What was published. */
const published: string[] = [];
let server: RedisServer;
let client: Redis;
let probe: Redis;
let listener: Redis;
let clients: TellingClients;
let dead: string;

beforeAll(async () => {
  server = await startRedisServer();
  [client, probe, listener] = [new Redis(server.url), new Redis(server.url), new Redis(server.url)];
  listener.on('pmessage', (_pattern, channel, message) => published.push(`${channel} ${message}`));
  await listener.psubscribe('*');
  clients = await tellingClients(host);
  const notification = { allowLoopback: true, ca: clients.ca, keyRing: ring };
  await host.start(redisStore(client), {
    ...{ clients: clients.all, deliveryModes: ['ping', 'push'], notification },
  });
  for (let round = 0; round < ROUNDS; round++) await Promise.all([...flowsOf(round), dump()]);
  await dump();
  await until(
    async () => (await deadLetters()).length >= ROUNDS * 6,
    'those that refuse are given up',
    20_000,
  );
  dead = inspect(await deadLetters(), { depth: 20 });
  await dump();
  await storeFaults();
  await dump();
});

afterAll(async () => {
  await host.served.stop();
  await clients.close();
  for (const connection of [client, probe, listener]) connection.disconnect();
  await server.kill();
});

it('clients were told of everything, were away, refused, and every event was caused', () => {
  const kinds = ['content', 'refusing', 'away'].flatMap((answer) => [
    `ping-${answer}: ping`,
    ...['tokens', 'access_denied', 'transaction_failed'].map((what) => `push-${answer}: ${what}`),
  ]);
  expect([...new Set(clients.told)].sort()).toEqual(kinds.sort());
  const names = new Set(host.events.map(({ name }) => name));
  expect(TELLING_EVENTS.filter((name) => !names.has(name))).toEqual([]);
});

it('what Redis kept for clients was sealed: the dump has callbacks and tokens that the key ring alone opens', () => {
  const { open } = sealer(ring);
  const sealed = (field: 'callback' | 'tokens', letter: string): string[] =>
    hashes().flatMap(({ selector, fields }) =>
      fields[letter] === undefined ? [] : open(fields[letter], { selector, field }),
    );
  const callbacks = sealed('callback', 'N');
  const tokens = sealed('tokens', 'P');
  const known = callbacks.filter((text) => kindsIn(text).includes('auth_req_id'));
  expect(known.length).toBeGreaterThanOrEqual(ROUNDS * clients.all.length * 3);
  expect(callbacks.filter((text) => !kindsIn(text).includes('notification-token'))).toEqual([]);
  expect(tokens.length).toBeGreaterThanOrEqual(ROUNDS * 2);
  for (const text of tokens)
    expect(kindsIn(text)).toEqual(expect.arrayContaining(['access-token', 'refresh-token']));
});

it('neither those nor the outbox, the dead letters or a message hold an auth_req_id, a notification token or a pushed token', () => {
  const lines = [...dumped];
  for (const part of [':o ', ':d ']) expect(lines.filter((line) => line.includes(part))).not.toEqual([]);
  expect(lines.flatMap((line) => host.secrets.foundIn(line))).toEqual([]);
  expect(published.length).toBeGreaterThanOrEqual(ROUNDS * 8);
  expect(published.flatMap(leaks)).toEqual([]);
});

it('no log line, no event, no error and no dead letter that the operator sees holds one, nor the secret of an approval id', () => {
  const said = host.served.logged.map((line) =>
    inspect(line, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
  );
  expect(host.events.length).toBeGreaterThan(ROUNDS * 16);
  expect(host.thrown).not.toEqual([]);
  expect(dead).toContain('status_403');
  expect([...said, ...host.thrown, ...host.events.map(({ text }) => text), dead].flatMap(leaks)).toEqual([]);
});

it('the search finds a callback that is not sealed', async () => {
  const open = new SecretiveHost();
  const listening = await tellingClients(open);
  const notification = { allowLoopback: true, ca: listening.ca };
  await open.start(redisStore(client, { keyPrefix: 'open' }), {
    ...{ clients: listening.all, deliveryModes: ['ping'], notification },
  });
  await open.begin(open.newFlow('alice', undefined, listening.named('ping-gone')));
  const found = (await dumpOf(probe)).flatMap((line) => open.secrets.foundIn(line));
  await open.served.stop();
  await listening.close();
  expect(new Set(found.map((text) => text.split(':')[0]))).toEqual(
    new Set(['auth_req_id', 'secret of auth_req_id', 'notification-token']),
  );
});

/** Each client hears of an approval, a denial and a failure; one of them is to have tokens that cannot be minted. */
function flowsOf(round: number): Promise<unknown>[] {
  return clients.all.flatMap((told) => {
    const begin = (what: string, failing?: 'issueTokens') =>
      host.begin(host.newFlow(`${what}-${told.client_id}-${round}`, failing, told));
    return [
      begin('approved').then(approve),
      begin('denied').then(({ flow, approvalId }) => host.served.ciba.deny(approvalId, flow)),
      begin('failed').then(({ approvalId }) => host.served.ciba.fail(approvalId, { reason: 'device_lost' })),
      ...(told.client_id === 'push-content' ? [begin('unminted', 'issueTokens').then(approve)] : []),
    ];
  });
}

async function approve({ flow, authReqId, approvalId }: Begun): Promise<void> {
  await host.served.ciba.approve(approvalId, { sub: flow.sub, acr: 'phr', amr: ['pin'] });
  if (flow.client?.client_id === 'ping-content') await host.poll(authReqId, flow.client);
}

/** Redis first refuses to write, then does not answer. */
async function storeFaults(): Promise<void> {
  const told = clients.named('push-away');
  const begin = (sub: string) => host.begin(host.newFlow(sub, undefined, told));
  const [full, silent] = [await begin('full'), await begin('silent')];
  await probe.config('SET', 'maxmemory', '1');
  await refused(full);
  await probe.config('SET', 'maxmemory', '0');
  server.process.kill('SIGSTOP');
  await refused(silent);
  await host.throwing(deadLetters());
  await host.throwing(host.served.ciba.replay(silent.approvalId.split('.')[0] ?? ''));
  server.process.kill('SIGCONT');
}

async function refused({ flow, approvalId }: Begun): Promise<void> {
  const { ciba } = host.served;
  await host.request(host.newFlow(`${flow.sub}-too`, undefined, flow.client));
  await host.throwing(ciba.approve(approvalId, flow));
  await host.throwing(ciba.deny(approvalId, flow));
}

function deadLetters() {
  return host.served.ciba.deadLetters(1000);
}

async function dump(): Promise<void> {
  for (const line of await dumpOf(probe)) dumped.add(line);
}

/** The requests of all dumps. */
function hashes(): { selector: string; fields: Record<string, string> }[] {
  return [...dumped].flatMap((line) => {
    const [, selector, fields] = /:r:(\S+) (\{.*\})$/.exec(line) ?? [];
    return selector === undefined || fields === undefined ? [] : { selector, fields: JSON.parse(fields) };
  });
}

function kindsIn(text: string): string[] {
  return host.secrets.foundIn(text).map((found) => String(found.split(':')[0]));
}

function leaks(text: string): string[] {
  return [...host.secrets.foundIn(text), ...host.approvalSecrets.foundIn(text)];
}
