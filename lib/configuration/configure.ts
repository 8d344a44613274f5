import type { CibaAdapter } from '../adapter.js';
import type { AssertionAudience } from '../client/authentication/assertion-audience.js';
import { TLS_METHODS } from '../client/authentication/methods.js';
import type { CibaClient } from '../client/metadata.js';
import { ConfigurationError } from '../errors.js';
import { type SigningKey, signingKeys } from '../jwt/signing-keys.js';
import { requireKnown } from '../known-options.js';
import { consoleLogger, harmless, type Logger } from '../logger.js';
import type { CibaOptions } from '../options.js';
import type { GuardedClientOptions } from '../outbound/guarded-client.js';
import type { Caps } from '../request/caps.js';
import type { DeliveryMode } from '../request/record.js';
import type { CibaStore } from '../request/store.js';
import {
  capsOf,
  requireAdapter,
  requireAliases,
  requireAssertionAudience,
  requireDeliveryModes,
  requireFlag,
  requireFunction,
  requireIssuer,
  requireLogger,
  requireMountPath,
  requirePath,
  requireSeconds,
  requireStore,
  requireTwoPaths,
  requireUrl,
  requireWholeSeconds,
} from './checks.js';
import { type Notification, notificationOf } from './notification.js';
import type { Rules } from './profile.js';
import { rulesOf } from './rules.js';

/** One text for each endpoint. */
export interface PerEndpoint {
  readonly backchannelAuthentication: string;
  readonly token: string;
}

/** Durations, in seconds. */
export interface Durations {
  readonly interval: number;
  readonly expiresIn: number;
  readonly maxExpiresIn: number;
  readonly retention: number;
  readonly callbackTimeout: number;
  readonly claimLease: number;
  readonly notifyTimeout: number;
  readonly storeTimeout: number;
  readonly longPollTimeout: number;
}

/** Options made complete: what the rooms read. */
export interface Configuration extends Durations {
  readonly issuer: string;
  readonly store: CibaStore;
  readonly adapter: CibaAdapter;
  readonly mountPath: string;
  readonly paths: PerEndpoint;
  readonly endpoints: PerEndpoint;
  /** The same endpoints where certificates are asked for. */
  readonly mtlsEndpoints: Partial<PerEndpoint>;
  /** Whether the host says that client certificates get here; where it does not, nothing is published that needs them. */
  readonly offersCertificates: boolean;
  readonly rules: Rules;
  readonly assertionAudience: AssertionAudience;
  readonly outbound: GuardedClientOptions;
  readonly notification: Notification;
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idToken: { readonly keys: readonly SigningKey[]; readonly expiresIn: number };
  readonly hintOptional: (client: CibaClient) => boolean;
  readonly queueNotifyUser: boolean;
  readonly longPoll: (client: CibaClient) => boolean;
  readonly grantTypeAliases: readonly string[];
  readonly caps: Caps;
  readonly logger: Logger;
}

const YEAR = 31_536_000;

/** Clients give up after 30 s, and so do many proxies. CIBA Core 1.0 §10.1. */
const LONGEST_WAIT = 25;

const ENDPOINTS = ['backchannelAuthentication', 'token'];
const OPTIONS = [
  ...['issuer', 'store', 'adapter', 'mountPath', 'paths', 'endpoints', 'deliveryModes', 'idToken', 'caps'],
  ...['interval', 'expiresIn', 'maxExpiresIn', 'retention', 'callbackTimeout', 'claimLease', 'notifyTimeout'],
  ...['storeTimeout', 'hintOptional', 'grantTypeAliases', 'logger', 'profile', 'clientAuthMethods'],
  ...['assertionAudience', 'requireBindingMessage', 'mtlsEndpoints', 'outbound', 'notification'],
  ...['longPoll', 'longPollTimeout', 'queueNotifyUser'],
];

/** Completes the options and refuses contradictions. @throws ConfigurationError */
export function configure(options: CibaOptions): Configuration {
  requireKnown(options, { prefix: 'option ', names: OPTIONS });
  const {
    store,
    adapter,
    deliveryModes = ['poll'],
    hintOptional = () => false,
    longPoll = () => false,
    grantTypeAliases = [],
    outbound = {},
    assertionAudience = 'issuer',
  } = options;
  const rules = rulesOf(options);
  return Object.freeze({
    ...urlsOf(options),
    offersCertificates: offersCertificates(options),
    ...durationsOf(options),
    rules,
    outbound,
    assertionAudience: requireAssertionAudience(assertionAudience),
    store: requireStore(store),
    adapter: requireAdapter(adapter),
    deliveryModes: requireDeliveryModes(deliveryModes),
    idToken: idTokenOf(options.idToken, rules),
    queueNotifyUser: requireFlag('queueNotifyUser', options.queueNotifyUser ?? false),
    longPoll: requireFunction('longPoll', longPoll),
    hintOptional: requireFunction('hintOptional', hintOptional),
    grantTypeAliases: requireAliases(grantTypeAliases),
    caps: capsOf(options.caps),
    notification: notificationOf(options),
    logger: harmless(requireLogger(options.logger ?? consoleLogger)),
  });
}

function idTokenOf(
  idToken: NonNullable<CibaOptions['idToken']> = { keys: [] },
  { profile, signingAlgs }: Rules,
): Configuration['idToken'] {
  const { keys, expiresIn = 3600 } = requireKnown(idToken, {
    prefix: 'option idToken.',
    names: ['keys', 'expiresIn'],
  });
  return {
    keys: profile === undefined ? signingKeys(keys) : signingKeys(keys, signingAlgs),
    expiresIn: requireSeconds('idToken.expiresIn', expiresIn, YEAR),
  };
}

function offersCertificates({
  adapter,
  profile,
  mtlsEndpoints,
  clientAuthMethods = [],
}: CibaOptions): boolean {
  const said = profile !== undefined || Object.keys(mtlsEndpoints ?? {}).length > 0;
  return (
    said ||
    adapter?.getCertificate !== undefined ||
    clientAuthMethods.some((name) => TLS_METHODS.includes(name))
  );
}

type Urls = Pick<Configuration, 'issuer' | 'mountPath' | 'paths' | 'endpoints' | 'mtlsEndpoints'>;

/** The published URLs are the issuer's origin, the mount path and the path; nothing is ever taken from a request. */
function urlsOf(options: CibaOptions): Urls {
  requireKnown(options.paths ?? {}, { prefix: 'option paths.', names: ENDPOINTS });
  requireKnown(options.endpoints ?? {}, { prefix: 'option endpoints.', names: ENDPOINTS });
  const mtlsEndpoints = requireKnown(options.mtlsEndpoints ?? {}, {
    prefix: 'option mtlsEndpoints.',
    names: ENDPOINTS,
  });
  for (const url of Object.values(mtlsEndpoints)) if (url !== undefined) requireUrl(url);
  const issuer = requireIssuer(options.issuer);
  const mountPath = requireMountPath(options.mountPath ?? '');
  const paths = {
    backchannelAuthentication: requirePath(
      'paths',
      options.paths?.backchannelAuthentication ?? '/bc-authorize',
    ),
    token: requirePath('paths', options.paths?.token ?? '/token'),
  };
  requireTwoPaths(paths.backchannelAuthentication, paths.token);
  const base = new URL(issuer).origin + mountPath;
  const endpoints = {
    backchannelAuthentication: requireUrl(
      options.endpoints?.backchannelAuthentication ?? base + paths.backchannelAuthentication,
    ),
    token: requireUrl(options.endpoints?.token ?? base + paths.token),
  };
  return { issuer, mountPath, paths, endpoints, mtlsEndpoints };
}

function durationsOf(options: Partial<Durations>): Durations {
  const { interval = 5, expiresIn = 300, maxExpiresIn = Math.max(600, expiresIn), retention = 600 } = options;
  const { callbackTimeout = 8, claimLease = 10, notifyTimeout = 5, storeTimeout = 2 } = options;
  const { longPollTimeout = LONGEST_WAIT } = options;
  const durations = {
    interval: requireWholeSeconds('interval', interval, 3600),
    expiresIn: requireWholeSeconds('expiresIn', expiresIn, YEAR),
    maxExpiresIn: requireWholeSeconds('maxExpiresIn', maxExpiresIn, YEAR),
    retention: requireWholeSeconds('retention', retention, YEAR),
    callbackTimeout: requireSeconds('callbackTimeout', callbackTimeout, 60),
    claimLease: requireSeconds('claimLease', claimLease, 120),
    notifyTimeout: requireSeconds('notifyTimeout', notifyTimeout, 60),
    storeTimeout: requireSeconds('storeTimeout', storeTimeout, 60),
    longPollTimeout: requireSeconds('longPollTimeout', longPollTimeout, LONGEST_WAIT),
  };
  if (expiresIn > maxExpiresIn) {
    throw new ConfigurationError('ERR_CIBA_LIFETIME', 'expiresIn is more than maxExpiresIn');
  }
  if (claimLease <= callbackTimeout) {
    throw new ConfigurationError(
      'ERR_CIBA_LEASE',
      'claimLease must be more than callbackTimeout, or a slow mint is lost',
    );
  }
  return durations;
}
