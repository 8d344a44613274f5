import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Router } from 'express';
import { SMART_HOME_DEVICE } from '../article.js';
import { type DemoClients, SHOP_TILL, TICKET_KIOSK } from '../clients.js';
import { jsonOnly, malformed } from '../guard/json-only.js';
import { sameOrigin } from '../guard/same-origin.js';
import type { ExpectedPing, Pings } from '../kiosk/pings.js';
import type { ClientCredentials } from '../register/route.js';
import { USERS } from '../users.js';
import { device } from './device.js';
import { MATCHING, type Matching, type MatchingMode } from './matching.js';
import { runOf } from './run.js';
import { runs } from './runs.js';

/** What the consumption half of the page needs. */
export interface TillContext {
  readonly issuer: string;
  readonly clients: DemoClients;
  /** The secrets of the clients that can be played; they stay on this side. */
  readonly keyRing: ReadonlyMap<string, ClientCredentials>;
  /** Where the kiosk hears of decisions. */
  readonly pings: Pick<Pings, 'expect'>;
  /** What is chosen unless the page chooses otherwise. */
  readonly numberMatching: Matching;
}

const ASKED = ['login_hint', 'binding_message', 'requested_expiry'] as const;

/** Plays the chosen client for the page: neither secrets nor whole tokens nor the `auth_req_id` reach the browser. */
export function tillApi({ issuer, clients, keyRing, pings, numberMatching }: TillContext): Router {
  const server = device(issuer);
  const started = runs();
  const router = express.Router();
  router.use(sameOrigin(issuer), jsonOnly, express.json());
  router.get('/choices', (_req, res) => {
    const names = new Map(clients.all().map(({ id, client_name }) => [id, client_name ?? id]));
    // It registers itself when it is first played.
    const { client_id } = SMART_HOME_DEVICE;
    names.set(client_id, names.get(client_id) ?? client_id);
    res.json({
      clients: [...names].map(([client_id, name]) => ({ client_id, name })),
      users: USERS.map(({ sub, name }) => ({ sub, name })),
      numberMatching,
    });
  });
  router.post('/start', async (req, res) => {
    const { client_id, ...asked } = Object(req.body) as Record<string, unknown>;
    if (client_id === SMART_HOME_DEVICE.client_id && !keyRing.has(client_id)) {
      await server.register(SMART_HOME_DEVICE);
    }
    const client = keyRing.get(String(client_id));
    if (client === undefined) return void res.status(404).json({ error: 'unknown_client' });
    clients.matchNumbers(client.client_id, modeOf(asked.number_matching, numberMatching));
    const scope = clients.byId(client.client_id)?.scopes.join(' ') ?? 'openid';
    const ping = client.client_id === TICKET_KIOSK.client_id ? pings.expect() : undefined;
    const form = { scope, ...formOf(asked), ...(ping && { client_notification_token: ping.token }) };
    const { status, body } = await server.ask(client, form);
    const { auth_req_id, ...shown } = body;
    if (typeof auth_req_id !== 'string') return void res.json({ status, body });
    const waitsFor = before(client, ping, Number(body.expires_in));
    const run = started.keep(runOf({ client, authReqId: auth_req_id, waitsFor }, server));
    res.json({ status, body: shown, run, waits: waitsFor !== undefined });
  });
  router.post('/poll', async (req, res) => {
    const run = started.find(Object(req.body).run);
    if (run === undefined) return void res.status(404).json({ error: 'unknown_run' });
    res.json(await run.answer());
  });
  router.use(malformed);
  return router;
}

/** What a client waits for before it asks: the kiosk for its ping, the till for nothing, since its poll is held; others ask by the clock. */
function before(
  { client_id }: ClientCredentials,
  ping: ExpectedPing | undefined,
  expiresIn: number,
): Promise<unknown> | undefined {
  if (client_id === SHOP_TILL.client_id) return Promise.resolve();
  // Nobody is pinged because time is over: then it is worth asking too.
  return ping && Promise.race([ping.arrived, sleep(expiresIn * 1000, undefined, { ref: false })]);
}

/** What metadata says: nothing where it is off. */
function modeOf(asked: unknown, otherwise: Matching): MatchingMode | undefined {
  const mode = MATCHING.find((known) => known === asked) ?? otherwise;
  return mode === 'off' ? undefined : mode;
}

function formOf(asked: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = ASKED.filter((name) => typeof asked[name] === 'string' && asked[name] !== '');
  return Object.fromEntries(given.map((name) => [name, String(asked[name])]));
}
