import { loginHintTokens } from './backchannel/hints/login-hint-token.js';
import type { HintVerifiers } from './backchannel/hints/resolve-user.js';
import { publishedKeys } from './client/keys/published-keys.js';
import type { Fetch } from './client/keys/remote-keys.js';
import { sectorOf } from './client/pairwise/sector.js';
import { keySet } from './jwt/key-set.js';
import type { Wiring } from './wiring.js';

/** Wires what hints are verified by. */
export function hintWiring({
  config,
  host: { pairwise },
  emit,
  fetch,
}: Omit<Wiring, 'store'> & { readonly fetch: Fetch }): HintVerifiers {
  const { issuer, idToken, hints, rules } = config;
  const own = idToken.keys.map(({ publicJwk }) => publicJwk);
  const issued = {
    audience: issuer,
    algorithms: rules.signingAlgs,
    keys: publishedKeys({ fetch }),
    emit,
  };
  return {
    idTokenHint: {
      issuer,
      keys: keySet([...own, ...hints.idTokenKeys]),
      tolerance: hints.idTokenTolerance,
      pairwise: pairwise && {
        subOf: async (pseudonym, client) => {
          const sector = sectorOf(client);
          return sector === undefined ? undefined : pairwise.subOf(pseudonym, sector);
        },
      },
    },
    loginHintToken: hints.loginHintTokens && loginHintTokens(hints.loginHintTokens, issued),
  };
}
