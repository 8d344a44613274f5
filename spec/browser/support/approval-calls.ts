import type { DeviceRequest } from '../../../lib/device/index.js';
import { CIBA_GRANT_TYPE } from '../../../lib/index.js';
import { CLIENTS, type KnownClient } from './approval-clients.ts';

/** What a client asks for; other members are parameters of their own names. */
export interface Asking {
  readonly user: string;
  /** The id of a known client, or one of a spec's own. Default `till`. */
  readonly client?: string | KnownClient;
  readonly message?: string;
  /** Seconds. Default 300. */
  readonly expiry?: number;
  readonly scope?: string;
  readonly details?: unknown;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What the client was answered. */
export interface Asked {
  readonly client: KnownClient;
  readonly authReqId: string;
  /** Where the client shows one. */
  readonly number: string;
}

/** An answer of JSON. */
export interface Said {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How clients, and other devices of a user, call a host in whatever process. */
export interface Calls {
  readonly url: string;
  ask(asking: Asking): Promise<Asked>;
  /** As `ask`, whatever is answered. */
  tryToAsk(asking: Asking): Promise<Said>;
  poll(asked: Asked): Promise<Said>;
  pending(user: string): Promise<readonly DeviceRequest[]>;
  /** Decides as another device of the user does. */
  decide(user: string, id: string, how: 'approve' | 'deny' | 'report', body?: object): Promise<Said>;
}

/** Calls to the host at a URL. */
export function callsTo(url: string): Calls {
  const calls: Calls = {
    url,
    async ask(asking) {
      const { status, body } = await calls.tryToAsk(asking);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      const number = String(body.matching_number ?? '');
      return { client: clientOf(asking), authReqId: String(body.auth_req_id), number };
    },
    tryToAsk: (asking) => form(`${url}/bc-authorize`, clientOf(asking), parametersOf(asking)),
    poll: ({ client, authReqId }) =>
      form(`${url}/token`, client, { grant_type: CIBA_GRANT_TYPE, auth_req_id: authReqId }),
    async pending(user) {
      const { body } = await said(fetch(`${url}/device/requests`, { headers: cookieOf(user) }));
      return body.requests as readonly DeviceRequest[];
    },
    decide: (user, id, how, body = {}) =>
      said(
        fetch(`${url}/device/requests/${id}/${how}`, {
          method: 'POST',
          headers: { ...cookieOf(user), 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  };
  return calls;
}

function clientOf({ client = 'till' }: Asking): KnownClient {
  if (typeof client !== 'string') return client;
  const known = CLIENTS.find(({ client_id }) => client_id === client);
  if (known === undefined) throw new Error(`nobody knows the client ${client}`);
  return known;
}

function parametersOf({ user, message, expiry = 300, scope, details, parameters }: Asking) {
  return {
    ...{ scope: scope ?? 'openid', login_hint: user, requested_expiry: String(expiry) },
    ...(message !== undefined && { binding_message: message }),
    ...(details !== undefined && {
      authorization_details: typeof details === 'string' ? details : JSON.stringify(details),
    }),
    ...parameters,
  };
}

function cookieOf(user: string): { readonly Cookie: string } {
  return { Cookie: `session=${user}` };
}

function form(url: string, client: KnownClient, fields: Readonly<Record<string, string>>): Promise<Said> {
  const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  const headers = { Authorization: `Basic ${credentials}` };
  return said(fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) }));
}

async function said(answering: Promise<Response>): Promise<Said> {
  const answer = await answering;
  return { status: answer.status, body: (await answer.json()) as Said['body'] };
}
