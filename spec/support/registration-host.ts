import type express5 from 'express';
import supertest, { type Response } from 'supertest';
import type { RegisteredClient } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT, type TestHost, type TestHostOptions, testHost } from './host.js';

/** The token that lets a client register at the tests' hosts. */
export const INITIAL_TOKEN = 'initial-access-token.1~2';

/** A host at which clients register themselves. */
export interface RegistrationHost extends TestHost {
  /** What it was given to store, in order. */
  readonly stored: RegisteredClient[];
  /** The tokens it was asked about. */
  readonly tokens: (string | undefined)[];
}

/** Makes such a host; it knows the clients that registered and no other. */
export function registrationHost({ adapter, ...options }: TestHostOptions = {}): RegistrationHost {
  const stored: RegisteredClient[] = [];
  const tokens: (string | undefined)[] = [];
  const host = testHost({
    ...options,
    adapter: {
      getClient: (id) => stored.find(({ client_id }) => client_id === id) as CibaClient | undefined,
      registerClient: (client) => void stored.push(client),
      verifyInitialAccessToken: (token) => {
        tokens.push(token);
        return token === INITIAL_TOKEN;
      },
      ...adapter,
    },
  });
  return { ...host, stored, tokens };
}

/** The least that a client of CIBA registers. */
export const pollMetadata = { backchannel_token_delivery_mode: 'poll', grant_types: [CIBA_GRANT] };

/** Where a host's own parser of JSON stands, if it has one. */
export type Behind = (host: RegistrationHost, express: typeof express5) => RegistrationHost;

/** In front of the host's parser, and behind it. */
export const places: readonly (readonly [string, Behind])[] = [
  ['in front of express.json()', (host) => host],
  ['behind express.json()', (host, express) => behind(host, express, express.json())],
];

/** The same host behind a parser. */
export function behind(
  host: RegistrationHost,
  express: typeof express5,
  parser: express5.RequestHandler,
): RegistrationHost {
  const app = express();
  app.use(parser);
  app.use(host.app);
  return { ...host, app };
}

/** Registers by a body as it stands, with the initial access token unless the headers say otherwise. */
export async function register(
  { app }: Pick<TestHost, 'app'>,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const given = { Authorization: `Bearer ${INITIAL_TOKEN}`, 'Content-Type': 'application/json', ...headers };
  const sent = Object.entries(given).filter(([, value]) => value !== '');
  return supertest(app).post('/register').set(Object.fromEntries(sent)).send(text);
}
