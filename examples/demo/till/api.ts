import express, { type Router } from 'express';
import { SMART_HOME_DEVICE } from '../article.js';
import type { DemoClients } from '../clients.js';
import { jsonOnly, malformed } from '../guard/json-only.js';
import { sameOrigin } from '../guard/same-origin.js';
import type { ClientCredentials } from '../register/route.js';
import { USERS } from '../users.js';
import { device, type ServerAnswer } from './device.js';
import { type Run, runs } from './runs.js';

/** What the consumption half of the page needs. */
export interface TillContext {
  readonly issuer: string;
  readonly clients: DemoClients;
  /** The secrets of the clients that can be played; they stay on this side. */
  readonly keyRing: ReadonlyMap<string, ClientCredentials>;
}

const ASKED = ['login_hint', 'binding_message', 'requested_expiry'] as const;
const SECRET_MEMBERS = ['access_token', 'refresh_token', 'id_token'];

/** Plays the chosen client for the page: neither secrets nor whole tokens nor the `auth_req_id` reach the browser. */
export function tillApi({ issuer, clients, keyRing }: TillContext): Router {
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
    });
  });
  router.post('/start', async (req, res) => {
    const { client_id, ...asked } = Object(req.body) as Record<string, unknown>;
    if (client_id === SMART_HOME_DEVICE.client_id && !keyRing.has(client_id)) {
      await server.register(SMART_HOME_DEVICE);
    }
    const client = keyRing.get(String(client_id));
    if (client === undefined) return void res.status(404).json({ error: 'unknown_client' });
    const scope = clients.byId(client.client_id)?.scopes.join(' ') ?? 'openid';
    const { status, body } = await server.ask(client, { scope, ...formOf(asked) });
    const { auth_req_id, ...shown } = body;
    if (typeof auth_req_id !== 'string') return void res.json({ status, body });
    res.json({ status, body: shown, run: started.keep({ client, authReqId: auth_req_id }) });
  });
  router.post('/poll', async (req, res) => {
    const run = started.find(Object(req.body).run);
    if (run === undefined) return void res.status(404).json({ error: 'unknown_run' });
    res.json(run.ended ?? (await poll(run)));
  });
  router.use(malformed);
  return router;

  async function poll(run: Run): Promise<ServerAnswer> {
    const answer = await server.poll(run.client, run.authReqId);
    if (answer.status === 200) {
      const claims = await server.claims(String(answer.body.id_token), run.client);
      run.ended = { ...answer, body: shortened(answer.body), claims };
    }
    return run.ended ?? answer;
  }
}

function formOf(asked: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = ASKED.filter((name) => typeof asked[name] === 'string' && asked[name] !== '');
  return Object.fromEntries(given.map((name) => [name, String(asked[name])]));
}

/** Enough to recognise a token, too little to use it. */
function shortened(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(body);
  return Object.fromEntries(
    members.map(([name, value]) =>
      SECRET_MEMBERS.includes(name) ? [name, `${String(value).slice(0, 6)}…`] : [name, value],
    ),
  );
}
