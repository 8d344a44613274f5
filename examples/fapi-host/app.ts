import express, { type Express } from 'express';
import {
  type Ciba,
  type CibaAdapter,
  type CibaClient,
  type CibaStore,
  type ClientAuthMethod,
  createCiba,
} from 'express-ciba';
import { accounts } from './accounts.js';
import { type Clients, hostClients } from './clients.js';
import type { HostConfiguration } from './configuration.js';
import { discovery } from './discovery.js';
import { newKeyRing } from './key-ring.js';
import { refreshGrant, refusedGrant } from './refresh.js';
import { registration } from './register.js';
import { newSigningKey, type SigningKey } from './signing-key.js';
import { testApproval } from './test-approval.js';
import { hostTokens, type Tokens } from './tokens.js';
import { hostUsers, isRightUserCode, type User, type Users } from './users.js';

/** What the host keeps. */
interface Kept {
  readonly key: SigningKey;
  readonly clients: Clients;
  readonly users: Users;
  readonly tokens: Tokens;
}

/** The routes of the host: CIBA by the package, and what an authorization server has beside it. */
export function hostApp(
  configuration: HostConfiguration,
  store: CibaStore,
): { readonly app: Express; readonly ciba: Ciba<User> } {
  const { issuer } = configuration;
  const key = newSigningKey(configuration.signingAlg);
  const clients = hostClients(configuration.clients);
  const kept = { key, clients, users: hostUsers(configuration.users, issuer, key), tokens: hostTokens() };
  const approval = configuration.testApproval ? testApproval() : undefined;
  const notifyUser = approval?.notice ?? (() => undefined);
  const ciba = hostCiba(configuration, { ...adapter(kept), notifyUser }, { store, key });

  const app = express().disable('x-powered-by').disable('etag');
  app.use(ciba.router); // before the host's own token route
  app.post(
    '/token',
    express.urlencoded({ extended: false }),
    refreshGrant({ issuer, ...kept, authenticateClient: (req) => ciba.authenticateClient(req) }),
  );
  app.use('/token', refusedGrant);
  app.get('/accounts', accounts(kept.tokens, kept.users));
  app.use(discovery({ ciba, issuer, clients, registration: configuration.registration }));
  if (configuration.registration) app.use('/register', registration(ciba, clients));
  if (approval) app.post('/test/approve', approval.route(ciba));
  return { app, ciba };
}

function hostCiba(
  { issuer, profile, tls, outbound, passedOn }: HostConfiguration,
  adapter: CibaAdapter<CibaClient, User>,
  { store, key }: { readonly store: CibaStore; readonly key: SigningKey },
): Ciba<User> {
  return createCiba<CibaClient, User>({
    issuer,
    store,
    adapter,
    idToken: { keys: [key.jwk] },
    clientAuthMethods: clientAuthMethods(profile, tls),
    outbound, // its members hold for notifications too
    notification: newKeyRing(passedOn.deliveryModes),
    ...passedOn,
    // Conformance suites send no binding_message: the other half of FAPI-CIBA §5.2.2 (2) is that the signed request is unique.
    ...(profile === 'fapi-ciba' && { profile, requireBindingMessage: false }),
  });
}

/** By certificate only where TLS ends here, and by one of an authority only where the configuration names authorities. */
function clientAuthMethods(
  profile: HostConfiguration['profile'],
  tls: HostConfiguration['tls'],
): readonly ClientAuthMethod[] {
  return [
    ...(profile === 'plain' ? (['client_secret_basic', 'client_secret_post'] as const) : []),
    'private_key_jwt',
    ...(tls?.clientCa === undefined ? [] : (['tls_client_auth'] as const)),
    ...(tls === undefined ? [] : (['self_signed_tls_client_auth'] as const)),
  ];
}

/** Whoever is asked, nobody's telephone rings: this host has no device but the test route. */
function adapter({ clients, users, tokens }: Kept): Omit<CibaAdapter<CibaClient, User>, 'notifyUser'> {
  return {
    getClient: clients.byId,
    getUser: users.bySub,
    resolveUser: users.byHint,
    verifyUserCode: isRightUserCode,
    issueTokens: tokens.issue,
    revokeTokens: tokens.revoke,
  };
}
