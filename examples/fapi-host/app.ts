import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import {
  type Ciba,
  type CibaAdapter,
  type CibaClient,
  type CibaStore,
  type ClientAuthMethod,
  createCiba,
  pairwiseSubjects,
} from 'express-ciba';
import { accounts } from './accounts.js';
import { type Clients, hostClients } from './clients.js';
import type { HostConfiguration } from './configuration.js';
import { discovery } from './discovery.js';
import { newKeyRing } from './key-ring.js';
import { refreshGrant, refusedGrant } from './refresh.js';
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
  const kept = { key, clients, users: hostUsers(configuration.users, issuer), tokens: hostTokens() };
  const approval = configuration.testApproval ? testApproval() : undefined;
  const notifyUser = approval?.notice ?? (() => undefined);
  const registering = configuration.registration ? openRegistration(clients) : {};
  const ciba = hostCiba(configuration, { ...adapter(kept), ...registering, notifyUser }, { store, key });

  const app = express().disable('x-powered-by').disable('etag');
  app.use(ciba.router); // before the host's own token route
  app.post(
    '/token',
    express.urlencoded({ extended: false }),
    refreshGrant({ issuer, ...kept, authenticateClient: (req) => ciba.authenticateClient(req) }),
  );
  app.use('/token', refusedGrant);
  app.get('/accounts', accounts({ ...kept, url: `${issuer}/accounts`, verifyProof: ciba.verifyProof }));
  app.use(discovery({ ciba, issuer, clients }));
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
    dpop: true,
    // Another key at each start makes all users strangers to their clients, as the other things that end with the process do.
    pairwise: pairwiseSubjects(randomBytes(32)),
    outbound, // its members hold for notifications too
    notification: newKeyRing(passedOn.deliveryModes),
    ...passedOn,
    // Conformance suites send no binding_message: the other half of FAPI-CIBA §5.2.2 (2) is that the signed request is unique.
    ...(profile === 'fapi-ciba' && { profile, requireBindingMessage: false }),
  });
}

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'] as const;

/** By certificate only where TLS ends here, and by one of an authority only where the configuration names authorities. */
function clientAuthMethods(
  profile: HostConfiguration['profile'],
  tls: HostConfiguration['tls'],
): readonly ClientAuthMethod[] {
  return [
    ...(profile === 'plain' ? SECRET_METHODS : []),
    'private_key_jwt',
    ...(tls?.clientCa === undefined ? [] : (['tls_client_auth'] as const)),
    ...(tls === undefined ? [] : (['self_signed_tls_client_auth'] as const)),
  ];
}

/** Anybody may register here: a real host asks for an initial access token. RFC 7591 §3. */
function openRegistration({
  register,
}: Clients): Pick<CibaAdapter, 'registerClient' | 'verifyInitialAccessToken'> {
  return { registerClient: register, verifyInitialAccessToken: () => true };
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
