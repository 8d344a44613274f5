import { type DpopProofs, dpopProofs } from './client/key-binding/dpop.js';
import { dpopNonces } from './client/key-binding/dpop-nonces.js';
import { type TokenBinding, tokenBinding } from './client/key-binding/token-binding.js';
import type { Wiring } from './wiring.js';

/** What tokens are bound to, at both endpoints. */
export interface KeyBinding {
  readonly binding: TokenBinding;
  readonly bindingAtBackchannel: TokenBinding;
  /** Undefined where proofs are not looked at. */
  readonly proofs: DpopProofs | undefined;
}

/** Wires what binds tokens to keys and certificates: each endpoint takes the proofs that are for it. */
export function keyBindingWiring({ config, store, host }: Omit<Wiring, 'emit'>): KeyBinding {
  const { endpoints, mtlsEndpoints, rules, dpop } = config;
  const nonces = dpop?.nonceKey && dpopNonces(dpop.nonceKey);
  const proofs = dpop && dpopProofs({ store, algorithms: rules.signingAlgs, nonces });
  const at = (name: keyof typeof mtlsEndpoints): TokenBinding =>
    tokenBinding({
      certificateBoundTokens: rules.certificateBoundTokens,
      certificates: host.certificates,
      proofs,
      urls: [endpoints[name], mtlsEndpoints[name]].filter((url) => url !== undefined),
    });
  return { binding: at('token'), bindingAtBackchannel: at('backchannelAuthentication'), proofs };
}
