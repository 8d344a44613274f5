import { CibaError, type Endpoint } from '../../errors.js';
import type { Emit } from '../../events.js';
import type { FormRequest, Incoming } from '../../http/handler.js';
import type { CibaClient } from '../metadata.js';
import type { BasicCredentials } from './basic.js';
import { type Credentials, credentialsOf } from './credentials.js';

/** What client authentication needs of the host. */
export interface ClientAuthenticationHost {
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly verifyClientSecret: (client: CibaClient, secret: string) => Promise<boolean>;
  readonly authenticateClient: AuthenticateBy | undefined;
}

/** The host's own client authentication in place of the built-in methods. */
export type AuthenticateBy = (req: Incoming, params: URLSearchParams) => Promise<CibaClient | undefined>;

/** Identifies the client of a request or refuses it. */
export type AuthenticateClient = (request: FormRequest) => Promise<CibaClient>;

/** Longest identifier or secret that is looked at, in characters. */
const LONGEST = 1024;

/** RFC 6749 Appendix A.1. */
const PRINTABLE = /^[\x20-\x7E]+$/;

/** Client authentication at one endpoint. RFC 6749 §2.3, CIBA Core 1.0 §7.1. */
export function clientAuthentication(
  host: ClientAuthenticationHost,
  emit: Emit,
  endpoint: Endpoint,
): AuthenticateClient {
  return async (request) => {
    const proven = host.authenticateClient
      ? { client: await host.authenticateClient(request.raw, request.params), known: undefined }
      : await bySecret(host, credentialsOf(request));
    if (proven.client !== undefined) return proven.client;
    emit('clientAuthenticationFailed', {
      endpoint,
      ...(proven.known && { client_id: proven.known.client_id }),
    });
    throw new CibaError('invalid_client');
  };
}

/** The client that proved itself, or the known client that did not. */
interface Proof {
  readonly client: CibaClient | undefined;
  readonly known: CibaClient | undefined;
}

async function bySecret(host: ClientAuthenticationHost, credentials: Credentials): Promise<Proof> {
  const nobody = { client: undefined, known: undefined };
  if (credentials.method === 'unsupported') return nobody;
  const [first] = credentials.candidates;
  if (first === undefined || !credentials.candidates.every(isReasonable)) return nobody;
  if ('alsoNamed' in credentials && credentials.alsoNamed !== first.id) return nobody;
  const known = await host.getClient(first.id);
  if (known === undefined) return nobody;
  const proven =
    usesMethod(known, credentials.method) && (await anyMatches(host, known, credentials.candidates));
  return { client: proven ? known : undefined, known };
}

async function anyMatches(
  host: ClientAuthenticationHost,
  client: CibaClient,
  candidates: readonly BasicCredentials[],
): Promise<boolean> {
  for (const { secret } of candidates) if (await host.verifyClientSecret(client, secret)) return true;
  return false;
}

/** The registered method only; a client that registered none may use either secret method. */
function usesMethod({ token_endpoint_auth_method: registered }: CibaClient, used: string): boolean {
  return registered === undefined || registered === used;
}

/** Many models skip the check of an empty secret: it must not reach them. */
function isReasonable({ id, secret }: BasicCredentials): boolean {
  return secret !== '' && id.length <= LONGEST && secret.length <= LONGEST && PRINTABLE.test(id);
}
