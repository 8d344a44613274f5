import { once } from 'node:events';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT } from './host.ts';
import { type OutboundServer, secureServer, trusted } from './outbound-server.ts';
import type { SecretiveHost } from './server-secretive.ts';

/** How clients answer when they are told: by the end of their names. */
const ANSWERS = { content: 204, refusing: 403, away: 503 } as const;

/** Clients that are told of outcomes, one for each mode and answer, and one that cannot be reached. */
export interface TellingClients {
  readonly all: readonly CibaClient[];
  /** The authority of their certificate, PEM. */
  readonly ca: string;
  /** What they were told: who, and `ping`, `tokens`, or the error. */
  readonly told: readonly string[];
  named(clientId: string): CibaClient;
  close(): Promise<void>;
}

/** Opens the clients' endpoints; what they are sent is kept among the host's secrets. */
export async function tellingClients(host: SecretiveHost): Promise<TellingClients> {
  const told: string[] = [];
  const { authority, certified } = await trusted();
  const server: OutboundServer = await secureServer(certified, async (req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    await once(req, 'end');
    const name = String(req.url?.slice(1));
    const { error, id_token } = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
    if (id_token !== undefined) host.keepSecret(id_token);
    told.push(`${name}: ${error ?? (id_token === undefined ? 'ping' : 'tokens')}`);
    res.writeHead(ANSWERS[name.split('-')[1] as keyof typeof ANSWERS]).end('what was that?');
  });
  const all = (['ping', 'push'] as const).flatMap((mode) => [
    ...Object.keys(ANSWERS).map((answer) => client(host, mode, answer, server.port)),
    // Nobody listens at port 1.
    client(host, mode, 'gone', 1),
  ]);
  const named = (clientId: string): CibaClient => {
    const found = all.find(({ client_id }) => client_id === clientId);
    if (found === undefined) throw new Error(`no client ${clientId}`);
    return found;
  };
  return { all, ca: authority.cert, told, named, close: () => server.close() };
}

function client(host: SecretiveHost, mode: 'ping' | 'push', answer: string, port: number): CibaClient {
  return {
    client_id: `${mode}-${answer}`,
    client_secret: host.fresh('client-secret'),
    grant_types: [CIBA_GRANT],
    backchannel_token_delivery_mode: mode,
    backchannel_client_notification_endpoint: `https://127.0.0.1:${port}/${mode}-${answer}`,
    backchannel_user_code_parameter: true,
  };
}
