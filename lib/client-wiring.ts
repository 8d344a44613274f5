import type { HintVerifiers } from './backchannel/hints/resolve-user.js';
import type { SignedRequestContext } from './backchannel/signed-request/signed-request.js';
import type { Bounded } from './bounds.js';
import { audienceMatcher } from './client/authentication/assertion-audience.js';
import { type AuthenticateClient, clientAuthentication } from './client/authentication/authenticate.js';
import { secretAttempts } from './client/authentication/secret-attempts.js';
import { clientKeys } from './client/keys/client-keys.js';
import type { Fetch } from './client/keys/remote-keys.js';
import { singleUse } from './client/single-use.js';
import { hintWiring } from './hint-wiring.js';
import { type KeyBinding, keyBindingWiring } from './key-binding-wiring.js';
import type { Wiring } from './wiring.js';

/** What both endpoints know clients by. */
export interface Clients extends KeyBinding {
  readonly authenticate: AuthenticateClient;
  readonly authenticateAtBackchannel: AuthenticateClient;
  readonly signedRequest: SignedRequestContext;
  readonly hints: HintVerifiers;
}

/** Wires what tells clients apart: authentication at both endpoints, keys and what is bound to them, signed requests, hints. */
export function clientWiring({
  config,
  store,
  host,
  emit,
  bounded,
  fetch,
}: Wiring & { readonly bounded: Bounded; readonly fetch: Fetch }): Clients {
  const { issuer, rules, assertionAudience, endpoints, mtlsEndpoints } = config;
  const keys = clientKeys({ fetch, emit });
  const useOnce = singleUse(store);
  const { registration: _registration, ...called } = endpoints;
  const urls = [...Object.values(called), ...Object.values(mtlsEndpoints)];
  const names = { issuer, endpoints: urls.filter((url) => url !== undefined) };
  const authentication = {
    host,
    emit,
    keys,
    useOnce,
    judgeSecret: secretAttempts({
      store,
      emit,
      bounded,
      limit: config.secretAttempts,
      getAddress: host.getAddress,
    }),
    methods: rules.clientAuthMethods,
    signingAlgs: rules.signingAlgs,
    assertionAudience,
    acceptsAudience: audienceMatcher(assertionAudience, names),
  };
  return {
    authenticate: clientAuthentication(authentication, 'token'),
    authenticateAtBackchannel: clientAuthentication(authentication, 'backchannel'),
    ...keyBindingWiring({ config, store, host }),
    signedRequest: { issuer, rules, keys, useOnce },
    hints: hintWiring({ config, host, emit, fetch }),
  };
}
