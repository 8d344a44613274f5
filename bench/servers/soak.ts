import { AsyncLocalStorage } from 'node:async_hooks';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import express, { type Response } from 'express';
import { Cluster, Redis } from 'ioredis';
import {
  type CibaClient,
  type CibaOptions,
  createCiba,
  memoryStore,
  type RedisStoreOptions,
  redisStore,
} from '../../lib/index.js';
import type { MintedEntry, RevokedEntry } from '../soak/checker/entries.js';
import { APPROVAL_ID, type SoakServer } from '../soak/server-options.js';
import { GRANT_TYPE, ISSUER } from './fixtures.js';
import { redisUrl, serve } from './serve.js';

const options: SoakServer = JSON.parse(process.env.SOAK ?? '{}');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** The answer that is under way: the one who asks is told the approval id as the user's device would be. */
const answering = new AsyncLocalStorage<Response>();
const prompts = new Map<string, number>();
const log = options.log === undefined ? undefined : openSync(options.log, 'a');

const ciba = createCiba({
  issuer: ISSUER,
  store: storeOf(options),
  idToken: { keys: [privateKey] },
  interval: options.interval,
  expiresIn: options.expiresIn,
  retention: options.retention,
  claimLease: options.lease,
  ...(options.caps === false && { caps: false as const }),
  ...(options.promptsWithin !== undefined && { caps: promptsWithin(options.promptsWithin) }),
  logger: { error: () => undefined, warn: () => undefined } as unknown as NonNullable<CibaOptions['logger']>,
  adapter: {
    getClient: clientOf,
    resolveUser: ({ login_hint }) => (login_hint === undefined ? undefined : { sub: login_hint }),
    notifyUser({ id, user }) {
      prompts.set(user.sub, (prompts.get(user.sub) ?? 0) + 1);
      // One entry for each user would be a leak of the benchmark's own.
      if (options.countsPrompts !== true) prompts.clear();
      answering.getStore()?.setHeader(APPROVAL_ID, id);
    },
    async issueTokens({ user }) {
      const from = Date.now();
      if (options.mintMs > 0) await sleep(Math.random() * options.mintMs);
      const accessToken = randomBytes(32).toString('base64url');
      write({ kind: 'minted', from, at: Date.now(), request: user.sub, accessToken });
      return { access_token: accessToken, token_type: 'Bearer', expires_in: 3600 };
    },
    revokeTokens({ access_token }, { user }) {
      write({ kind: 'revoked', at: Date.now(), request: user.sub, accessToken: access_token });
    },
  },
});

const app = express();
app.use((_req, res, next) => answering.run(res, next));
app.use(ciba.router);
app.post('/decide', express.urlencoded({ extended: false }), async (req, res) => {
  const { id, sub, decision } = req.body;
  await answered(res, () => decide(id, sub, decision));
});
app.post('/look', express.urlencoded({ extended: false }), async (req, res) => {
  const { id, sub } = req.body;
  await answered(res, async () => ({ state: (await ciba.getRequest(id, { sub }))?.state ?? 'unknown' }));
});
app.get('/prompts', (req, res) => {
  res.json({ prompts: prompts.get(String(req.query.sub)) ?? 0 });
});
app.get('/heap', (_req, res) => {
  res.json({ heap: heapUsed() });
});
serve(app);

function storeOf({
  redis,
  waitReplicas,
  sentinels = [],
  nodes = [],
  memory,
}: SoakServer): CibaOptions['store'] {
  if (memory === true) return memoryStore({ maxRequests: 1_000_000 });
  const kept: RedisStoreOptions = {
    ...(nodes.length > 0 && { partitions: 16 }),
    ...(waitReplicas !== undefined && { waitReplicas }),
  };
  return redisStore(connected(redis ?? redisUrl, sentinels, nodes), kept);
}

/** As ioredis is by default: what was cut off it sends again by itself. */
function connected(redis: string, sentinels: readonly number[], nodes: readonly number[]): Redis | Cluster {
  const host = '127.0.0.1';
  const at = (ports: readonly number[]) => ports.map((port) => ({ host, port }));
  const client =
    nodes.length > 0
      ? new Cluster(at(nodes))
      : sentinels.length > 0
        ? new Redis({ sentinels: at(sentinels), name: 'soak', sentinelRetryStrategy: () => 100 })
        : new Redis(redis, { retryStrategy: () => 100 });
  // It is restarted on purpose.
  client.on('error', () => undefined);
  return client;
}

/** Half a decision: the word before the colon is its state, what follows what it says beyond that. */
function decide(id: string, sub: string, decision: string): Promise<{ readonly outcome: string }> {
  const [state, more = ''] = decision.split(':');
  if (state === 'approved') return ciba.approve(id, { sub, ...(more !== '' && { acr: more }) });
  if (state === 'denied') return ciba.deny(id, { sub });
  return state === 'failed' ? ciba.fail(id, { reason: more }) : ciba.cancel(id);
}

/** As a host's own route would: what the package throws has a status. */
async function answered(res: Response, ask: () => Promise<object>): Promise<void> {
  try {
    res.json(await ask());
  } catch (error) {
    const { status = 500, error: code = 'server_error' } = error as { status?: number; error?: string };
    res.status(status).json({ error: code, error_description: 'The server failed.' });
  }
}

/** The name alone says who a client is: there are as many as somebody has thought of. */
/** The default rates, over so many seconds. */
function promptsWithin(seconds: number): NonNullable<CibaOptions['caps']> {
  return { promptsPerUser: { most: 60, seconds }, promptsPerClientAndUser: { most: 20, seconds } };
}

function clientOf(client_id: string): CibaClient {
  return {
    client_id,
    client_secret: options.secret,
    grant_types: [GRANT_TYPE],
    token_endpoint_auth_method: 'client_secret_basic',
  };
}

function write(entry: MintedEntry | RevokedEntry): void {
  if (log !== undefined) writeSync(log, `${JSON.stringify(entry)}\n`);
}

/** Bytes that are in use once all garbage is gone. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
