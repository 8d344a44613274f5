import type { CibaAdapter } from './adapter.js';
import type { CibaClient } from './client/metadata.js';
import { ConfigurationError } from './errors.js';
import { type SigningKey, signingKeys } from './jwt/signing-keys.js';
import { consoleLogger, harmless, type Logger } from './logger.js';
import {
  capsOf,
  refuseUnknownOptions,
  requireCallbacks,
  requireDeliveryModes,
  requireFunction,
  requireIssuer,
  requireMountPath,
  requirePath,
  requireSeconds,
  requireStore,
  requireTexts,
  requireTwoPaths,
  requireUrl,
  requireWholeSeconds,
} from './option-checks.js';
import type { CibaOptions } from './options.js';
import type { Caps } from './request/caps.js';
import type { DeliveryMode } from './request/record.js';
import type { CibaStore } from './request/store.js';

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
}

/** Options made complete: what the rooms read. */
export interface Configuration extends Durations {
  readonly issuer: string;
  readonly store: CibaStore;
  readonly adapter: CibaAdapter;
  readonly mountPath: string;
  readonly paths: PerEndpoint;
  readonly endpoints: PerEndpoint;
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idToken: { readonly keys: readonly SigningKey[]; readonly expiresIn: number };
  readonly hintOptional: (client: CibaClient) => boolean;
  readonly grantTypeAliases: readonly string[];
  readonly caps: Caps;
  readonly logger: Logger;
}

const YEAR = 31_536_000;

/** Completes the options and refuses contradictions. @throws ConfigurationError */
export function configure(options: CibaOptions): Configuration {
  const { issuer, store, adapter, mountPath, paths, endpoints, deliveryModes, idToken, ...rest } = options;
  const { hintOptional = () => false, grantTypeAliases = [], caps, logger = consoleLogger, ...others } = rest;
  const urls = urlsOf({ issuer, mountPath, paths, endpoints });
  const { durations, unknown } = durationsOf(others);
  refuseUnknownOptions(unknown);
  requireCallbacks(adapter);
  return Object.freeze({
    ...urls,
    ...durations,
    store: requireStore(store),
    adapter,
    deliveryModes: requireDeliveryModes(deliveryModes ?? ['poll']),
    idToken: {
      keys: signingKeys(idToken?.keys ?? []),
      expiresIn: requireSeconds('idToken.expiresIn', idToken?.expiresIn ?? 3600, YEAR),
    },
    hintOptional: requireFunction('hintOptional', hintOptional),
    grantTypeAliases: requireTexts('grantTypeAliases', grantTypeAliases),
    caps: capsOf(caps),
    logger: harmless(logger),
  });
}

type UrlOptions = { [Name in 'issuer' | 'mountPath' | 'paths' | 'endpoints']: CibaOptions[Name] | undefined };
type Urls = Pick<Configuration, 'issuer' | 'mountPath' | 'paths' | 'endpoints'>;

/** The published URLs are the issuer's origin, the mount path and the path; nothing is ever taken from a request. */
function urlsOf(options: UrlOptions): Urls {
  const issuer = requireIssuer(options.issuer ?? '');
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
  return { issuer, mountPath, paths, endpoints };
}

function durationsOf(options: Partial<Durations>): { durations: Durations; unknown: object } {
  const { interval = 5, expiresIn = 300, maxExpiresIn = Math.max(600, expiresIn), retention = 600 } = options;
  const { callbackTimeout = 8, claimLease = 10, notifyTimeout = 5, storeTimeout = 2 } = options;
  const durations = {
    interval: requireWholeSeconds('interval', interval, 3600),
    expiresIn: requireWholeSeconds('expiresIn', expiresIn, YEAR),
    maxExpiresIn: requireWholeSeconds('maxExpiresIn', maxExpiresIn, YEAR),
    retention: requireWholeSeconds('retention', retention, YEAR),
    callbackTimeout: requireSeconds('callbackTimeout', callbackTimeout, 60),
    claimLease: requireSeconds('claimLease', claimLease, 120),
    notifyTimeout: requireSeconds('notifyTimeout', notifyTimeout, 60),
    storeTimeout: requireSeconds('storeTimeout', storeTimeout, 60),
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
  const unknown = Object.fromEntries(
    Object.entries(options).filter(([name]) => !Object.hasOwn(durations, name)),
  );
  return { durations, unknown };
}
