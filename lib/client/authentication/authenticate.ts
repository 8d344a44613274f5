import { CibaError, type Endpoint } from '../../errors.js';
import type { Emit } from '../../events.js';
import type { FormRequest, Incoming } from '../../http/handler.js';
import { JwtRefused } from '../../jwt/verify.js';
import type { Certificates } from '../key-binding/certificate.js';
import type { CibaClient } from '../metadata.js';
import { type AssertionContext, verifyAssertion } from './assertion.js';
import type { AssertionAudience } from './assertion-audience.js';
import { type Credentials, credentialsOf } from './credentials.js';
import type { AuthenticationFailure } from './failure.js';
import { type ClientAuthMethod, TLS_METHODS } from './methods.js';
import type { JudgeSecret } from './secret-attempts.js';
import { isOfKeyIn } from './self-signed-tls.js';
import { isRegisteredCertificate } from './tls-client-auth.js';

/** What client authentication needs of the host. */
export interface ClientAuthenticationHost {
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly verifyClientSecret: (client: CibaClient, secret: string) => Promise<boolean>;
  readonly authenticateClient: AuthenticateBy | undefined;
  readonly certificates: Certificates;
}

/** The host's own client authentication in place of the built-in methods. */
export type AuthenticateBy = (req: Incoming, params: URLSearchParams) => Promise<CibaClient | undefined>;

/** What client authentication is made of. */
export interface ClientAuthenticationContext extends AssertionContext {
  readonly host: ClientAuthenticationHost;
  readonly emit: Emit;
  readonly methods: readonly ClientAuthMethod[];
  readonly judgeSecret: JudgeSecret;
}

/** Identifies the client of a request or refuses it. */
export type AuthenticateClient = (request: FormRequest) => Promise<CibaClient>;

/** Client authentication at one endpoint: one mechanism a request, and the one that the client registered. RFC 6749 §2.3, CIBA Core 1.0 §7.1. */
export function clientAuthentication(
  context: ClientAuthenticationContext,
  endpoint: Endpoint,
): AuthenticateClient {
  return async (request) => {
    const proof = await prove(request, context);
    if ('proven' in proof) return proof.proven;
    const { reason, known } = proof;
    context.emit('clientAuthenticationFailed', {
      endpoint,
      reason,
      ...(known && { client_id: known.client_id }),
    });
    throw new CibaError('invalid_client', publicText(reason, context.assertionAudience));
  };
}

/** The client that proved itself, or why nobody did, and the known client that was named. */
type Proof =
  | { readonly proven: CibaClient }
  | { readonly reason: AuthenticationFailure; readonly known?: CibaClient };

async function prove(request: FormRequest, context: ClientAuthenticationContext): Promise<Proof> {
  const { host, methods } = context;
  if (host.authenticateClient !== undefined) {
    const proven = await host.authenticateClient(request.raw, request.params);
    return proven === undefined ? { reason: 'refused' } : { proven };
  }
  const credentials = credentialsOf(request);
  if (credentials === undefined) return { reason: 'no_credentials' };
  const known = await host.getClient(credentials.id);
  if (known === undefined) return { reason: 'unknown_client' };
  const method = methodUsed(known, credentials);
  if (method === undefined || !methods.includes(method)) return { reason: 'method', known };
  const reason = await whatIsWrong(known, credentials, request, context);
  return reason === undefined ? { proven: known } : { reason, known };
}

/** The methods that each mechanism may be; a client that registered none may use either secret method. */
const METHODS: Readonly<Record<Credentials['mechanism'], readonly ClientAuthMethod[]>> = {
  client_secret_basic: ['client_secret_basic'],
  client_secret_post: ['client_secret_post'],
  assertion: ['private_key_jwt', 'client_secret_jwt'],
  certificate: TLS_METHODS,
};

/** The registered method, where that is what the request used. */
function methodUsed(client: CibaClient, { mechanism }: Credentials): ClientAuthMethod | undefined {
  const { token_endpoint_auth_method: registered } = client;
  const unregistered = mechanism === 'client_secret_basic' || mechanism === 'client_secret_post';
  // Databases say null for what they lack.
  if ((registered ?? undefined) === undefined) return unregistered ? mechanism : undefined;
  return METHODS[mechanism].find((method) => method === registered);
}

async function whatIsWrong(
  client: CibaClient,
  credentials: Credentials,
  request: FormRequest,
  context: ClientAuthenticationContext,
): Promise<AuthenticationFailure | undefined> {
  try {
    switch (credentials.mechanism) {
      case 'assertion':
        return void (await verifyAssertion(credentials.assertion, client, context));
      case 'certificate':
        return (await isClientCertificate(client, request, context)) ? undefined : 'certificate';
      default:
        return (await context.judgeSecret(client.client_id, request.raw, () =>
          anyMatches(credentials.secrets, client, context.host),
        ))
          ? undefined
          : 'secret';
    }
  } catch (error) {
    if (error instanceof JwtRefused) return error.fault;
    throw error;
  }
}

async function isClientCertificate(
  client: CibaClient,
  request: FormRequest,
  { host, keys }: ClientAuthenticationContext,
): Promise<boolean> {
  const shown = await host.certificates.of(request);
  if (shown === undefined) return false;
  return client.token_endpoint_auth_method === 'tls_client_auth'
    ? isRegisteredCertificate(shown, client)
    : keys.has(client, (set) => isOfKeyIn(shown.certificate, set));
}

async function anyMatches(
  secrets: readonly string[],
  client: CibaClient,
  { verifyClientSecret }: ClientAuthenticationHost,
): Promise<boolean> {
  for (const secret of secrets) if (await verifyClientSecret(client, secret)) return true;
  return false;
}

/** An assertion that is good but for its `aud` says so, and which setting is on: clients disagree about nothing else as often. */
function publicText(reason: AuthenticationFailure, setting: AssertionAudience): string | undefined {
  if (reason !== 'audience') return undefined;
  return setting === 'issuer'
    ? "aud of the client assertion must be the issuer alone (assertionAudience is 'issuer')."
    : "aud of the client assertion must be the issuer or an endpoint (assertionAudience is 'ciba-core').";
}
