import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import express from 'express';
import type { CibaAdapter } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { pairwiseSubjects } from '../../lib/client/pairwise/pairwise-subjects.js';
import type { CibaEventName } from '../../lib/events.js';
import { isCibaError } from '../../lib/index.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { assertionOf, JWT_BEARER, type SigningClient, signers } from './client-assertions.ts';
import { testClock } from './clock.js';
import { inTime } from './fuzz-runs.ts';
import { signedBy } from './hint-tokens.ts';
import { type TestHost, type TestHostOptions, testHost, till } from './host.js';
import { type Fields, FORM_TYPE, formText } from './http-requests.js';
import { keyRing } from './receiver-host.js';
import { signers as requestSigners } from './signed-request.js';

/** A text that nothing else contains. */
export function secretText(name: string): string {
  return `${name}-${randomBytes(18).toString('base64url')}`;
}

const secretClient = (client_id: string, more: Partial<CibaClient> = {}): CibaClient => ({
  ...till,
  client_id,
  client_secret: secretText('client-secret'),
  ...more,
});

/** Clients of every kind; each of those that have a secret has one of its own. */
export const clients = {
  till: secretClient('till'),
  coder: secretClient('coder', { backchannel_user_code_parameter: true }),
  demanding: secretClient('demanding', { dpop_bound_access_tokens: true }),
  paired: secretClient('paired', {
    subject_type: 'pairwise',
    sector_identifier_uri: 'https://sector.example.com/s',
    jwks_uri: 'https://sector.example.com/jwks',
  }),
  pinged: secretClient('pinged', {
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: 'https://client.example.com/ping',
  }),
  pushed: secretClient('pushed', {
    backchannel_token_delivery_mode: 'push',
    backchannel_client_notification_endpoint: 'https://client.example.com/push',
  }),
  signer: { ...requestSigners.ES256.client, client_secret: secretText('client-secret') },
  /** Nobody speaks as this one: its requests are what nobody may touch. */
  vault: secretClient('vault'),
} as const;

/** A client that proves itself by its key. */
export const keyed = signers[0] as SigningClient;

/** An answer as it came, and whether it is the host's own. */
export interface FuzzAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly ofHost: boolean;
}

/** What is sent. */
export interface FuzzRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request of the vault, of which no other client may learn or change anything. */
export interface Treasure {
  readonly authReqId: string;
  readonly id: string;
}

/** A host that listens, and writes down all that it says to anybody but the caller. */
export interface FuzzHost extends TestHost {
  readonly port: number;
  /** Asked by the vault: one pending, one approved. */
  readonly treasures: readonly [Treasure, Treasure];
  /** What a case must not find in any answer: secrets of all clients and of the vault's requests. */
  readonly secrets: string[];
  /** Events and log lines since this was last asked for. */
  said(): string;
  /** Log lines alone, since the start. */
  readonly logged: unknown[][];
  send(request: FuzzRequest): Promise<FuzzAnswer>;
  close(): Promise<void>;
}

const YEAR = 31_536_000;

/** Serves all clients of every kind with all that can be turned on; `lends` makes another adapter of the standard one. */
export async function fuzzHost(
  options: TestHostOptions = {},
  lends: (standard: CibaAdapter) => CibaAdapter = (standard) => standard,
): Promise<FuzzHost> {
  const clock = testClock(Date.now());
  const said: string[] = [];
  const notified: string[] = [];
  const secrets = Object.values(clients).map(({ client_secret }) => String(client_secret));
  const host = testHost({
    ...everything(),
    store: memoryStore({ now: clock.now, maxRequests: 1_000_000 }),
    ...options,
    adapter: lends(lent(secrets, notified)),
  });
  for (const name of allEvents(host))
    host.ciba.on(name, (event) => said.push(`${name} ${inspect(event, { depth: 9 })}`));
  const app = appOf(host);
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = (request: FuzzRequest): Promise<FuzzAnswer> => inTime(answerTo(request, { port, agent }));
  const hidden = async (): Promise<Treasure> => ({ authReqId: await asked(send), id: notified.at(-1) ?? '' });
  const treasures = [await hidden(), await hidden()] as const;
  await host.ciba.approve(treasures[1].id, { sub: 'alice' });
  for (const { authReqId, id } of treasures)
    secrets.push(authReqId, authReqId.split('.')[1] ?? '', id.split('.')[1] ?? '');
  let logged = 0;
  return {
    ...host,
    clock,
    notified,
    port,
    treasures,
    secrets,
    send,
    said() {
      const lines = host.logged.slice(logged).map((line) => inspect(line, { depth: 9 }));
      logged = host.logged.length;
      return [...said.splice(0), ...lines].join('\n');
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await host.ciba.close();
    },
  };
}

function everything(): TestHostOptions {
  return {
    deliveryModes: ['poll', 'ping', 'push'],
    notification: { keyRing },
    pairwise: pairwiseSubjects(Buffer.alloc(32, 7)),
    dpop: true,
    caps: false,
    userCodeAttempts: { most: 3, seconds: 30 },
    maxExpiresIn: YEAR,
    authorizationDetails: { payment: { validate: ({ amount }) => typeof amount === 'number' } },
    loginHintTokens: [{ issuer: 'https://operator.example.com', jwks: { keys: [signedBy.jwk] } }],
    hintOptional: ({ client_id }) => client_id === 'coder',
  };
}

/** Tokens of the vault are secrets, those of others are what they came for. */
function lent(secrets: string[], notified: string[]): CibaAdapter {
  return {
    getClient: (id) => [...Object.values(clients), keyed].find(({ client_id }) => client_id === id),
    resolveUser: ({ login_hint, sub, sub_id }) => {
      const found = [login_hint, sub, Object(sub_id).id].find((name) => name === 'alice' || name === 'bob');
      return typeof found === 'string' ? { sub: found } : undefined;
    },
    notifyUser: ({ id }) => notified.push(id),
    verifyUserCode: (_user, code) => code === undefined || code === '1234',
    registerClient: () => undefined,
    verifyInitialAccessToken: (token) => token === 'initial',
    getCertificate: () => null,
    revalidate: (_user, _client, _phase, { acr }) => acr !== 'refused' && (acr === 'more' ? 'step_up' : true),
    issueTokens: ({ client, cnf, scope }) => {
      const access_token = secretText('access-token');
      if (client.client_id === 'vault') secrets.push(access_token);
      return {
        access_token,
        token_type: cnf?.jkt ? 'DPoP' : 'Bearer',
        expires_in: 300,
        scope: scope.join(' '),
      };
    },
  };
}

/** All of them, as the refusal of one that is none lists them. */
function allEvents({ ciba }: TestHost): CibaEventName[] {
  try {
    ciba.on('none' as never, () => undefined);
  } catch (error) {
    const [, names = ''] = /known: (.*) \(/.exec((error as Error).message) ?? [];
    return names.split(', ') as CibaEventName[];
  }
  throw new Error('a name that is none was taken');
}

/** The host with grants and resources of its own; whatever it answers itself says so. */
function appOf({ app: inner, ciba }: TestHost): express.Express {
  const app = express();
  const own: express.RequestHandler = (req, res, next) => {
    res.setHeader('X-Host', '1');
    next(req.path === '/resource' || req.path === '/grant' ? undefined : 'route');
  };
  app.post('/grant', own, (req, res) => {
    ciba
      .authenticateClient(req as never)
      .then(({ client }) => res.json({ client: client.client_id }), refusing(res));
  });
  app.all('/resource', own, (req, res) => {
    const proved = ciba.verifyProof(req, { url: 'https://as.example.com/resource', accessToken: 'at' });
    proved.then((jkt) => res.json(jkt), refusing(res));
  });
  app.use(ciba.router as never);
  app.use((_req, res, next) => {
    res.setHeader('X-Host', '1');
    next();
  });
  app.use(inner);
  app.use(((_error, _req, res, _next) => res.status(400).end()) as express.ErrorRequestHandler);
  return app;
}

function refusing(res: express.Response): (error: unknown) => void {
  return (error) => {
    if (!isCibaError(error)) res.status(500).json({ thrown: String(error) });
    else res.status(error.status ?? 500).json({ error: error.error, error_description: error.description });
  };
}

/** The vault asks for alice, for a year. */
async function asked(send: FuzzHost['send']): Promise<string> {
  const fields = { scope: 'openid', login_hint: 'alice', requested_expiry: String(YEAR) };
  const { text } = await send({
    path: '/bc-authorize',
    headers: { 'Content-Type': FORM_TYPE },
    body: formText({ ...secretOf('vault'), ...fields }),
  });
  return JSON.parse(text).auth_req_id;
}

/** The credentials of a client that has a secret. */
export function secretOf(name: keyof typeof clients): Fields {
  const { client_id, client_secret } = clients[name];
  return { client_id, client_secret };
}

/** Those of the one that has a key. */
export function assertionFields(assertion: string = assertionOf(keyed)): Fields {
  return { client_assertion_type: JWT_BEARER, client_assertion: assertion };
}

async function answerTo(
  { path, method = 'POST', headers = {}, body = '' }: FuzzRequest,
  { port, agent }: { readonly port: number; readonly agent: Agent },
): Promise<FuzzAnswer> {
  const length = { 'Content-Length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, agent, path, method, headers: { ...headers, ...length } };
  const req = httpRequest(options);
  req.end(body);
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of res) text += String(chunk);
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    text,
    ofHost: res.headers['x-host'] !== undefined,
  };
}
