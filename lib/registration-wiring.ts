import type { Ciba } from './ciba.js';
import type { Fetch } from './client/keys/remote-keys.js';
import { requireListedBySector } from './client/pairwise/sector-document.js';
import { registrationAnswer } from './client/registration/endpoint.js';
import { registeredMetadata } from './client/registration/registered-metadata.js';
import { registrationPolicy } from './configuration/offered.js';
import type { Handler } from './http/handler.js';
import { jsonEndpoint } from './http/json-endpoint.js';
import type { Wiring } from './wiring.js';

/** Wires what clients register by. */
export function registrationWiring({
  config,
  host,
  fetch,
}: Pick<Wiring, 'config' | 'host'> & { readonly fetch: Fetch }): Pick<
  Ciba,
  'registration' | 'validateClientMetadata' | 'verifySectorIdentifier'
> {
  const policy = registrationPolicy(config);
  const { registerClient, verifyInitialAccessToken } = host;
  const refusals = { endpoint: 'registration', logger: config.logger, retryAfter: config.interval } as const;
  const registration: Handler | undefined =
    registerClient &&
    jsonEndpoint((request) =>
      registrationAnswer(request, {
        host: { registerClient, verifyInitialAccessToken },
        policy,
        fetch,
        refusals,
      }),
    );
  return {
    registration: registration ?? ((_req, _res, next) => next()),
    validateClientMetadata: (metadata) => registeredMetadata(metadata, policy),
    verifySectorIdentifier: (metadata) => requireListedBySector(metadata, fetch),
  };
}
