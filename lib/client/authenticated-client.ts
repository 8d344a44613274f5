import { CibaError, isCibaError, statusOf } from '../errors.js';
import { hasRepeatedParameter } from '../http/form.js';
import type { FormRequest, Incoming } from '../http/handler.js';
import type { AuthenticateClient } from './authentication/authenticate.js';
import { type BindingPolicy, tokenBinding } from './bound-tokens.js';
import type { Certificates, Confirmation } from './certificate.js';
import type { CibaClient } from './metadata.js';

/** A client that proved who it is, and what its tokens are to be bound to. */
export interface AuthenticatedClient {
  readonly client: CibaClient;
  /** Where the client demands it: the `cnf` of its access tokens. RFC 8705 §3.1. */
  readonly cnf?: Confirmation;
}

/** What telling a client at a host's own grant needs. */
export interface OwnGrantContext {
  readonly readForm: (req: Incoming) => Promise<FormRequest | undefined>;
  readonly authenticate: AuthenticateClient;
  readonly certificates: Certificates;
  readonly policy: BindingPolicy;
}

/** Client authentication for the host's own grants at the token endpoint, by the same rules. */
export function authenticatedClient(
  context: OwnGrantContext,
): (req: Incoming) => Promise<AuthenticatedClient> {
  return async (req) => {
    try {
      const request = await context.readForm(req);
      if (request === undefined) throw new CibaError('invalid_request', 'The body must be a form.');
      if (hasRepeatedParameter(request.params))
        throw new CibaError('invalid_request', 'A parameter is repeated.');
      const client = await context.authenticate(request);
      const cnf = await tokenBinding(client, request, context.policy, context.certificates);
      return { client, ...(cnf && { cnf }) };
    } catch (error) {
      throw isCibaError(error) ? withStatus(error) : error;
    }
  };
}

/** The host writes the answer: it is told the status too. */
function withStatus(refused: CibaError): CibaError {
  const { error, description, cause, retryAfter = Number.NaN } = refused;
  const status = refused.status ?? statusOf(error, 'token') ?? 500;
  return new CibaError(error, description, { cause, retryAfter, status });
}
