import { CibaError, isCibaError } from '../errors.js';
import { hasRepeatedParameter } from '../http/form.js';
import type { FormRequest, Incoming } from '../http/handler.js';
import type { AuthenticateClient } from './authentication/authenticate.js';
import type { Confirmation } from './key-binding/certificate.js';
import type { TokenBinding } from './key-binding/token-binding.js';
import type { CibaClient } from './metadata.js';
import { withStatus } from './told-status.js';

/** A client that proved who it is, and what its tokens are to be bound to. */
export interface AuthenticatedClient {
  /** As `getClient` or `authenticateClient` has it. */
  readonly client: CibaClient;
  /** The `cnf` of its access tokens: the certificate where the client demands it, the key of a DPoP proof where it sent one. RFC 8705 §3.1, RFC 9449 §6.1. */
  readonly cnf?: Confirmation;
}

/** What telling a client at a host's own grant needs. */
export interface OwnGrantContext {
  readonly readForm: (req: Incoming) => Promise<FormRequest | undefined>;
  readonly authenticate: AuthenticateClient;
  readonly binding: TokenBinding;
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
      const cnf = await context.binding.of(client, request);
      return { client, ...(cnf && { cnf }) };
    } catch (error) {
      throw isCibaError(error) ? withStatus(error) : error;
    }
  };
}
