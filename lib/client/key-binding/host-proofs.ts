import { CibaError, ConfigurationError, isCibaError } from '../../errors.js';
import { headerOf } from '../../http/endpoint.js';
import type { Incoming } from '../../http/handler.js';
import { withStatus } from '../told-status.js';
import type { DpopProofs } from './dpop.js';

/** What a proof must be for. */
export interface ProofTarget {
  /** The URL of the request as clients know it, without query; never one that was put together of its headers. */
  readonly url: string;
  /** At a resource: the access token of the request. RFC 9449 §7. */
  readonly accessToken?: string;
}

/** DPoP proofs at the host's own endpoints and resources. */
export interface HostProofs {
  /**
   * Judges the DPoP proof of a request to a resource or an endpoint of your own, by the same rules, and takes each once. `jkt` must be that
   * of the access token's `cnf`. RFC 9449 §4.3, §7.
   *
   * @throws CibaError `invalid_dpop_proof` or `use_dpop_nonce`, with `status`: 401 with an access token, 400 without
   */
  verifyProof(req: Incoming, target: ProofTarget): Promise<{ readonly jkt: string }>;
  /** The nonce to answer with in the header `DPoP-Nonce`; undefined where none are demanded. RFC 9449 §8, §9. */
  dpopNonce(): string | undefined;
}

/** Wires them. */
export function hostProofs(proofs: DpopProofs | undefined): HostProofs {
  return {
    dpopNonce: () => proofs?.nonce(),
    verifyProof: async (req, { url, accessToken }) => {
      if (proofs === undefined)
        throw new ConfigurationError('ERR_CIBA_DPOP', 'verifyProof() needs the option dpop');
      const purpose = {
        method: req.method ?? '',
        urls: [url],
        ...(accessToken !== undefined && { accessToken }),
      };
      try {
        const jkt = await proofs.judge({ proof: headerOf(req, 'dpop') }, purpose);
        if (jkt === undefined) throw new CibaError('invalid_dpop_proof', 'A DPoP proof is required.');
        return { jkt };
      } catch (error) {
        throw isCibaError(error) ? asAnswered(error, accessToken) : error;
      }
    },
  };
}

/** A proof that does not hold is what the challenge of a resource says; whatever else is wrong has the status it has anywhere. RFC 9449 §7.1. */
function asAnswered(error: CibaError, accessToken: string | undefined): CibaError {
  const challenged = accessToken !== undefined && /dpop/.test(error.error);
  return withStatus(error, challenged ? 401 : undefined);
}
