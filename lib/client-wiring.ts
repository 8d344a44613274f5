import type { SignedRequestContext } from './backchannel/signed-request/signed-request.js';
import { audienceMatcher } from './client/authentication/assertion-audience.js';
import { type AuthenticateClient, clientAuthentication } from './client/authentication/authenticate.js';
import { clientKeys } from './client/keys/client-keys.js';
import type { Fetch } from './client/keys/remote-keys.js';
import { singleUse } from './client/single-use.js';
import type { Host } from './host.js';
import type { Wiring } from './wiring.js';

/** What both endpoints know clients by. */
export interface Clients {
  readonly authenticate: AuthenticateClient;
  readonly authenticateAtBackchannel: AuthenticateClient;
  readonly certificates: Host['certificates'];
  readonly signedRequest: SignedRequestContext;
}

/** Wires what tells clients apart: authentication at both endpoints, keys, signed requests. */
export function clientWiring({
  config,
  store,
  host,
  emit,
  fetch,
}: Wiring & { readonly fetch: Fetch }): Clients {
  const { issuer, rules, assertionAudience, endpoints, mtlsEndpoints } = config;
  const keys = clientKeys({ fetch, emit });
  const useOnce = singleUse(store);
  const urls = [...Object.values(endpoints), ...Object.values(mtlsEndpoints)];
  const names = { issuer, endpoints: urls.filter((url) => url !== undefined) };
  const authentication = {
    host,
    emit,
    keys,
    useOnce,
    methods: rules.clientAuthMethods,
    signingAlgs: rules.signingAlgs,
    assertionAudience,
    acceptsAudience: audienceMatcher(assertionAudience, names),
  };
  return {
    authenticate: clientAuthentication(authentication, 'token'),
    authenticateAtBackchannel: clientAuthentication(authentication, 'backchannel'),
    certificates: host.certificates,
    signedRequest: { issuer, rules, keys, useOnce },
  };
}
