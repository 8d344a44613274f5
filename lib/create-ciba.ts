import type { EndUser } from './adapter.js';
import { authenticationRequestAnswer } from './backchannel/endpoint.js';
import { boundsOf } from './bounds.js';
import type { Ciba } from './ciba.js';
import { authenticatedClient } from './client/authenticated-client.js';
import { hostProofs } from './client/key-binding/host-proofs.js';
import { withNonce } from './client/key-binding/nonce-header.js';
import type { CibaClient } from './client/metadata.js';
import { type Clients, clientWiring } from './client-wiring.js';
import { configure } from './configuration/configure.js';
import { announce, mountWarning } from './configuration/start-up.js';
import { decisions } from './decision/decisions.js';
import { oversight } from './decision/oversight.js';
import { views } from './decision/views.js';
import { watching } from './decision/watching.js';
import { mergedJwks, mergedMetadata, ownMetadata } from './discovery.js';
import type { Endpoint } from './errors.js';
import { eventHub } from './events.js';
import { hostOf } from './host/host.js';
import { type Answer, ownEndpoint, readForm, sharedEndpoint } from './http/endpoint.js';
import type { Handler } from './http/handler.js';
import { refusal } from './http/refusal.js';
import { router } from './http/router.js';
import { unreadable } from './http/unreadable.js';
import { deadLetters } from './notification/dead-letters.js';
import { notifications, type Told } from './notification-wiring.js';
import type { CibaOptions } from './options.js';
import { guardedClient } from './outbound/guarded-client.js';
import { readiness } from './readiness.js';
import { registrationWiring } from './registration-wiring.js';
import { timelyStore } from './request/timely-store.js';
import { tokenAnswer } from './token/endpoint.js';
import { cibaGrantMatcher } from './token/grant-type.js';
import { idTokenSigner } from './token/id-token.js';
import { WAITING_CAPS, WaitingPolls } from './token/waiting-polls.js';
import type { Wiring } from './wiring.js';

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
  const { emit, on } = eventHub(config.logger);
  const outbound = guardedClient(config.outbound);
  const bounded = boundsOf(emit);
  const store = timelyStore(config.store, config.storeTimeout, bounded);
  const host = hostOf(config.adapter, config);
  // Whoever registers must not use up the connections by which the keys of others are fetched.
  const registrations = guardedClient(config.outbound);
  const fetch = (url: string) => outbound.request(url);
  const clients = clientWiring({ config, store, host, emit, bounded, fetch });
  const registering = registrationWiring({ config, host, fetch: (url) => registrations.request(url) });
  const told = notifications({ config, store, host, emit, bounded });
  const waiting = new WaitingPolls(WAITING_CAPS, () => bounded('waitingPolls'));
  const parts = { config, store, host, emit, clients, told, waiting };
  const { backchannelAuthentication, token } = handlers(parts);
  const own = ownMetadata(config);
  announce(config, emit);
  return {
    router: router(
      [
        { path: config.paths.backchannelAuthentication, handler: backchannelAuthentication },
        { path: config.paths.token, handler: token },
        { path: config.paths.registration, handler: registering.registration },
      ],
      mountWarning(config),
    ),
    backchannelAuthentication,
    token,
    metadata: (document = {}) => mergedMetadata(own, document),
    jwks: (published) => mergedJwks(config, published),
    ...registering,
    authenticateClient: authenticatedClient({ ...clients, readForm }),
    ...hostProofs(clients.proofs),
    ...decisions({ ...config, store, emit, host, decided: told.nudge }),
    ...oversight({ store, emit, decided: told.nudge }),
    ...deadLetters(store, told),
    ...(views({ store, host, logger: config.logger }) as Pick<Ciba<U>, 'getRequest' | 'listRequests'>),
    ...watching({ store, logger: config.logger }),
    on,
    ready: () => readiness(store),
    close: () => closeAll(waiting, told, [outbound, registrations, store]),
  };
}

/** Polls that wait are answered, and what is being told is told, before what they need is closed. */
async function closeAll(
  waiting: WaitingPolls,
  told: Told,
  others: readonly { close(): void }[],
): Promise<void> {
  waiting.close();
  await told.close();
  for (const other of others) other.close();
}

function handlers({
  clients,
  told,
  waiting,
  ...wiring
}: Wiring & { readonly clients: Clients; readonly told: Told; readonly waiting: WaitingPolls }): {
  backchannelAuthentication: Handler;
  token: Handler;
} {
  const { logger, interval, grantTypeAliases } = wiring.config;
  const signer = idTokenSigner(wiring.config);
  const answering = (endpoint: Endpoint, answer: Answer): Answer => {
    const context = { endpoint, logger, retryAfter: interval };
    return async (request) => {
      const answered = await answer(request).catch((error: unknown) => refusal(error, request, context));
      return withNonce(answered, request, clients.proofs);
    };
  };
  const { authenticate, binding, authenticateAtBackchannel, bindingAtBackchannel, ...read } = clients;
  const { callbacks, acknowledged, nudge } = told;
  const authenticating = { ...read, authenticate: authenticateAtBackchannel, binding: bindingAtBackchannel };
  const backchannel = { ...wiring, ...authenticating, callbacks, acknowledged, nudge };
  const holding = { store: wiring.store, waiting, longPollTimeout: wiring.config.longPollTimeout };
  const { comparisons } = wiring.config;
  const grant = { ...wiring, logger, authenticate, binding, holding, signer, comparisons };
  return {
    backchannelAuthentication: ownEndpoint(
      answering('backchannel', (request) => authenticationRequestAnswer(request, backchannel)),
      (why) => unreadable(why, { endpoint: 'backchannel', logger, retryAfter: interval }),
    ),
    token: sharedEndpoint(
      answering('token', (request) => tokenAnswer(request, grant)),
      cibaGrantMatcher(grantTypeAliases),
    ),
  };
}
