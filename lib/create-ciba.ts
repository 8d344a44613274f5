import type { EndUser } from './adapter.js';
import { authenticationRequestAnswer } from './backchannel/endpoint.js';
import { unreadable } from './backchannel/unreadable.js';
import type { Ciba } from './ciba.js';
import { clientAuthentication } from './client/authentication/authenticate.js';
import type { CibaClient } from './client/metadata.js';
import { registeredMetadata } from './client/registration.js';
import { type Configuration, configure } from './configuration.js';
import { decisions } from './decision/decisions.js';
import { views } from './decision/views.js';
import { mergedJwks, mergedMetadata, ownMetadata } from './discovery.js';
import type { Endpoint } from './errors.js';
import { eventHub } from './events.js';
import { type Host, hostOf } from './host.js';
import { type Answer, ownEndpoint, sharedEndpoint } from './http/endpoint.js';
import type { FormRequest, Handler } from './http/handler.js';
import { refusal } from './http/refusal.js';
import { router } from './http/router.js';
import type { CibaOptions } from './options.js';
import type { CibaStore } from './request/store.js';
import { timelyStore } from './request/timely-store.js';
import { tokenAnswer } from './token/endpoint.js';
import { cibaGrantMatcher } from './token/grant-type.js';

/**
 * Makes CIBA for one authorization server: two handlers, the decisions, the views, and what discovery needs.
 *
 * Nothing listens and nothing is fetched; mount `router` in front of the host's own token route. CIBA Core 1.0.
 *
 * @throws ConfigurationError for missing, unknown or contradicting options
 * @example
 * ```ts
 * import express from 'express';
 * import { createCiba, memoryStore } from 'express-ciba';
 *
 * const ciba = createCiba({ issuer: 'https://as.example.com', store: memoryStore(), adapter });
 * express().use(ciba.router);
 * ```
 */
export function createCiba<C extends CibaClient = CibaClient, U extends EndUser = EndUser>(
  options: CibaOptions<C, U>,
): Ciba<U> {
  const config = configure(options as unknown as CibaOptions);
  config.store.bind(config.issuer);
  warnOfMissingKeys(config);
  const { emit, on } = eventHub(config.logger);
  const store = timelyStore(config.store, config.storeTimeout);
  const host = hostOf(config.adapter, config);
  const { backchannelAuthentication, token } = handlers({ config, store, host, emit });
  const userCodes = config.adapter.verifyUserCode !== undefined;
  const own = ownMetadata(config, userCodes);
  const idTokenSigningAlgs = config.idToken.keys.map(({ alg }) => alg);
  const policy = { deliveryModes: config.deliveryModes, idTokenSigningAlgs, userCodes };
  return {
    router: router(
      [
        { path: config.paths.backchannelAuthentication, handler: backchannelAuthentication },
        { path: config.paths.token, handler: token },
      ],
      mountWarning(config),
    ),
    backchannelAuthentication,
    token,
    metadata: (document = {}) => mergedMetadata(own, document),
    jwks: (published) => mergedJwks(config, published),
    validateClientMetadata: (metadata) => registeredMetadata(metadata, policy),
    ...decisions({ store, emit }),
    ...(views({ store, host, logger: config.logger }) as Pick<Ciba<U>, 'getRequest' | 'listRequests'>),
    on,
    ready: () => readiness(store),
    close: async () => store.close(),
  };
}

interface Wiring {
  readonly config: Configuration;
  readonly store: CibaStore;
  readonly host: Host;
  readonly emit: ReturnType<typeof eventHub>['emit'];
}

function handlers({ config, store, host, emit }: Wiring): {
  backchannelAuthentication: Handler;
  token: Handler;
} {
  const { logger } = config;
  const signer = { issuer: config.issuer, ...config.idToken };
  const answering = (endpoint: Endpoint, answer: Answer): Answer => {
    const context = { endpoint, logger, retryAfter: config.interval };
    return (request) => answer(request).catch((error: unknown) => refusal(error, request, context));
  };
  const backchannel = {
    config,
    store,
    host,
    emit,
    authenticate: clientAuthentication(host, emit, 'backchannel'),
  };
  const grant = {
    config,
    store,
    host,
    emit,
    signer,
    logger,
    authenticate: clientAuthentication(host, emit, 'token'),
  };
  return {
    backchannelAuthentication: ownEndpoint(
      answering('backchannel', (request) => authenticationRequestAnswer(request, backchannel)),
      (why) => unreadable(why, { endpoint: 'backchannel', logger, retryAfter: config.interval }),
    ),
    token: sharedEndpoint(
      answering('token', (request: FormRequest) => tokenAnswer(request, grant)),
      cibaGrantMatcher(config.grantTypeAliases),
    ),
  };
}

/** A host whose `issueTokens` returns no ID token would learn of it only after its user has approved. */
function warnOfMissingKeys({ idToken, logger }: Configuration): void {
  if (idToken.keys.length > 0) return;
  logger.warn?.('express-ciba: idToken.keys is empty, so issueTokens must return an id_token itself');
}

function mountWarning({ mountPath, logger }: Configuration): (baseUrl: string) => void {
  let warned = false;
  return (baseUrl) => {
    if (warned || baseUrl.toLowerCase() === mountPath.toLowerCase()) return;
    warned = true;
    logger.warn?.(
      `express-ciba is mounted at "${baseUrl}", but mountPath is "${mountPath}": published URLs will not fit; set mountPath: '${baseUrl}'`,
    );
  };
}

async function readiness(
  store: CibaStore,
): Promise<{ readonly ready: boolean; readonly problems: readonly string[] }> {
  try {
    const problems = await store.check();
    return { ready: problems.length === 0, problems };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      ready: false,
      problems: [`the store does not answer: ${cause instanceof Error ? cause.message : String(cause)}`],
    };
  }
}
