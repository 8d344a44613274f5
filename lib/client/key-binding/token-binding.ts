import { CibaError } from '../../errors.js';
import type { FormRequest } from '../../http/handler.js';
import type { CibaClient } from '../metadata.js';
import { type Certificates, type Confirmation, confirmationOf, type Shown } from './certificate.js';
import type { DpopProofs } from './dpop.js';

/** What binding the tokens of requests to one endpoint needs. */
export interface BindingContext {
  /** Whether all tokens are bound to certificates, beside those of clients that registered to. */
  readonly certificateBoundTokens: boolean;
  readonly certificates: Certificates;
  /** Undefined where proofs are not looked at. */
  readonly proofs: DpopProofs | undefined;
  /** The names of the endpoint: what a proof must be for. */
  readonly urls: readonly string[];
}

/** Whether something has every binding that a client demands of its tokens by now. RFC 8705 §3.4, RFC 9449 §5.2. */
export function isBoundAsDemanded(
  cnf: Confirmation | undefined,
  client: CibaClient,
  { certificateBoundTokens }: Pick<BindingContext, 'certificateBoundTokens'>,
): boolean {
  const certificate = certificateBoundTokens || Boolean(client.tls_client_certificate_bound_access_tokens);
  const lacksCertificate = certificate && cnf?.['x5t#S256'] === undefined;
  return !lacksCertificate && !(client.dpop_bound_access_tokens && cnf?.jkt === undefined);
}

/** What a request shows that tokens can be bound to. */
type Binding = Shown & Pick<FormRequest, 'proof'>;

/** What the tokens of requests to one endpoint are bound to. */
export interface TokenBinding {
  /** Nobody is asked to approve what could never be handed out: where no certificate gets here, or no proof is looked at, no token can be bound to it. @throws CibaError */
  readonly requireBindable: (client: CibaClient, request: Shown) => void;
  /**
   * What the tokens of a request are to be bound to: a certificate where it is demanded, the key of a proof where there is one, or where it is
   * demanded; undefined for neither. RFC 8705 §3.4, RFC 9449 §5.
   *
   * Judged before the store is asked, so that a request without uses nothing up. @throws CibaError
   */
  readonly of: (client: CibaClient, request: Binding) => Promise<Confirmation | undefined>;
  /** The key that a request proves, where it proves one: nothing is demanded. @throws CibaError */
  readonly shown: (client: CibaClient, request: Binding) => Promise<Confirmation | undefined>;
}

/** What tokens are bound to at one endpoint. */
export function tokenBinding({
  certificateBoundTokens,
  certificates,
  proofs,
  urls,
}: BindingContext): TokenBinding {
  const demandsCertificate = (client: CibaClient): boolean =>
    certificateBoundTokens || Boolean(client.tls_client_certificate_bound_access_tokens);
  const requireBindable: TokenBinding['requireBindable'] = (client, request) => {
    const certified = !demandsCertificate(client) || certificates.reach(request);
    if (certified && (proofs !== undefined || !client.dpop_bound_access_tokens)) return;
    throw new CibaError('unauthorized_client', 'The client demands bound tokens, which are not offered.');
  };
  const shown: TokenBinding['shown'] = async (_client, request) => {
    const jkt = await proofs?.judge(request, { method: 'POST', urls });
    return jkt === undefined ? undefined : { jkt };
  };
  return {
    requireBindable,
    shown,
    of: async (client, request) => {
      requireBindable(client, request);
      const certificate = demandsCertificate(client)
        ? await requiredCertificate(request, certificates)
        : undefined;
      const key = await shown(client, request);
      if (key === undefined && client.dpop_bound_access_tokens)
        throw new CibaError(
          'invalid_dpop_proof',
          'A DPoP proof is required: the tokens are bound to its key.',
        );
      return certificate || key ? { ...certificate, ...key } : undefined;
    },
  };
}

async function requiredCertificate(request: Shown, certificates: Certificates): Promise<Confirmation> {
  const certificate = await certificates.of(request);
  if (certificate === undefined)
    throw new CibaError('invalid_request', 'A client certificate is required: the tokens are bound to it.');
  return confirmationOf(certificate);
}
