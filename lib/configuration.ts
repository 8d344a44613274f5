import type { CibaAdapter } from './adapter.js';
import type { CibaClient } from './client/metadata.js';
import { ConfigurationError } from './errors.js';
import { type SigningKey, signingKey } from './jwt/signing-keys.js';
import { consoleLogger, type Logger } from './logger.js';
import type { CibaOptions } from './options.js';
import type { Caps } from './request/caps.js';
import type { DeliveryMode } from './request/record.js';
import type { CibaStore } from './request/store.js';

/** Options made complete: what the rooms read. */
export interface Configuration {
  readonly issuer: string;
  readonly mountPath: string;
  readonly paths: { readonly backchannelAuthentication: string; readonly token: string };
  readonly endpoints: { readonly backchannelAuthentication: string; readonly token: string };
  readonly deliveryModes: readonly DeliveryMode[];
  readonly interval: number;
  readonly expiresIn: number;
  readonly maxExpiresIn: number;
  readonly retention: number;
  readonly idToken: { readonly keys: readonly SigningKey[]; readonly expiresIn: number };
  readonly hintOptional: (client: CibaClient) => boolean;
  readonly grantTypeAliases: readonly string[];
  readonly caps: Caps;
  readonly callbackTimeout: number;
  readonly claimLease: number;
  readonly notifyTimeout: number;
  readonly storeTimeout: number;
  readonly logger: Logger;
}

const KNOWN = new Set([
  ...[
    'issuer',
    'store',
    'adapter',
    'mountPath',
    'paths',
    'endpoints',
    'deliveryModes',
    'interval',
    'expiresIn',
  ],
  ...['maxExpiresIn', 'retention', 'idToken', 'hintOptional', 'grantTypeAliases', 'caps', 'callbackTimeout'],
  ...['claimLease', 'notifyTimeout', 'storeTimeout', 'logger'],
]);

const REQUIRED_CALLBACKS = ['getClient', 'resolveUser', 'notifyUser', 'issueTokens'] as const;

/** Completes the options and refuses contradictions. @throws ConfigurationError */
export function configure(options: CibaOptions): Configuration {
  refuseUnknown(options);
  requireStore(options.store);
  requireCallbacks(options.adapter);
  const issuer = requireIssuer(options.issuer);
  const mountPath = requirePath('mountPath', options.mountPath ?? '', '');
  const paths = {
    backchannelAuthentication: requirePath(
      'paths',
      options.paths?.backchannelAuthentication,
      '/bc-authorize',
    ),
    token: requirePath('paths', options.paths?.token, '/token'),
  };
  return Object.freeze({
    issuer,
    mountPath,
    paths,
    endpoints: publishedEndpoints(issuer, mountPath, paths, options.endpoints),
    ...durations(options),
    deliveryModes: requireDeliveryModes(options.deliveryModes ?? ['poll']),
    idToken: {
      keys: (options.idToken?.keys ?? []).map(signingKey),
      expiresIn: seconds('idToken.expiresIn', options.idToken?.expiresIn ?? 3600, 86_400),
    },
    hintOptional: (options.hintOptional ?? (() => false)) as (client: CibaClient) => boolean,
    grantTypeAliases: options.grantTypeAliases ?? [],
    caps: capsOf(options.caps),
    logger: options.logger ?? consoleLogger,
  });
}

function refuseUnknown(options: object): void {
  const unknown = Object.keys(options ?? {}).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', `unknown option ${unknown}`);
}

function requireStore(store: CibaStore | undefined): void {
  if (typeof store?.create !== 'function' || typeof store.poll !== 'function') {
    throw new ConfigurationError('ERR_CIBA_STORE', 'store is redisStore(redis) or memoryStore()');
  }
}

function requireCallbacks(adapter: CibaAdapter | undefined): void {
  const missing = REQUIRED_CALLBACKS.find((name) => typeof adapter?.[name] !== 'function');
  if (missing !== undefined)
    throw new ConfigurationError('ERR_CIBA_ADAPTER', `adapter.${missing} is required`);
}

function requireIssuer(issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const loopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) {
    if (url.search === '' && url.hash === '' && !issuer.includes('?') && !issuer.includes('#')) return issuer;
  }
  throw new ConfigurationError('ERR_CIBA_ISSUER', 'issuer is an https URL without query and fragment');
}

function requirePath(option: string, path: string | undefined, fallback: string): string {
  const given = path ?? fallback;
  if (given === '' && fallback === '') return '';
  if (typeof given !== 'string' || !/^\/[^?#\s]*$/.test(given)) {
    throw new ConfigurationError('ERR_CIBA_PATH', `${option}: a path begins with / and has no query`);
  }
  return fallback === '' && given.endsWith('/') ? given.slice(0, -1) : given;
}

function publishedEndpoints(
  issuer: string,
  mountPath: string,
  paths: Configuration['paths'],
  overrides: CibaOptions['endpoints'],
): Configuration['endpoints'] {
  const base = new URL(issuer).origin + mountPath;
  const published = (url: string): string => {
    if (URL.canParse(url)) return url;
    throw new ConfigurationError('ERR_CIBA_ENDPOINT', 'endpoints holds absolute URLs');
  };
  return {
    backchannelAuthentication: published(
      overrides?.backchannelAuthentication ?? base + paths.backchannelAuthentication,
    ),
    token: published(overrides?.token ?? base + paths.token),
  };
}

type Durations = Pick<
  Configuration,
  | 'interval'
  | 'expiresIn'
  | 'maxExpiresIn'
  | 'retention'
  | 'callbackTimeout'
  | 'claimLease'
  | 'notifyTimeout'
  | 'storeTimeout'
>;

function durations(options: CibaOptions): Durations {
  const found = {
    interval: wholeSeconds('interval', options.interval ?? 5, 3600),
    expiresIn: wholeSeconds('expiresIn', options.expiresIn ?? 300, 31_536_000),
    maxExpiresIn: wholeSeconds(
      'maxExpiresIn',
      options.maxExpiresIn ?? Math.max(600, options.expiresIn ?? 0),
      31_536_000,
    ),
    retention: wholeSeconds('retention', options.retention ?? 600, 31_536_000),
    callbackTimeout: seconds('callbackTimeout', options.callbackTimeout ?? 8, 60),
    claimLease: seconds('claimLease', options.claimLease ?? 10, 120),
    notifyTimeout: seconds('notifyTimeout', options.notifyTimeout ?? 5, 60),
    storeTimeout: seconds('storeTimeout', options.storeTimeout ?? 2, 60),
  };
  if (found.expiresIn > found.maxExpiresIn) {
    throw new ConfigurationError('ERR_CIBA_LIFETIME', 'expiresIn is more than maxExpiresIn');
  }
  if (found.claimLease <= found.callbackTimeout) {
    throw new ConfigurationError(
      'ERR_CIBA_LEASE',
      'claimLease must be more than callbackTimeout, or a slow mint is lost',
    );
  }
  return found;
}

function wholeSeconds(name: string, value: number, most: number): number {
  if (Number.isInteger(value)) return seconds(name, value, most);
  throw new ConfigurationError('ERR_CIBA_DURATION', `${name} is a whole number of seconds`);
}

function seconds(name: string, value: number, most: number): number {
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  throw new ConfigurationError(
    'ERR_CIBA_DURATION',
    `${name} is a number of seconds above 0, at most ${most}`,
  );
}

function requireDeliveryModes(modes: readonly DeliveryMode[]): readonly DeliveryMode[] {
  const odd = modes.find((mode) => mode !== 'poll');
  if (modes.length > 0 && odd === undefined) return modes;
  throw new ConfigurationError(
    'ERR_CIBA_DELIVERY_MODES',
    `deliveryModes: only poll is delivered, not ${odd ?? 'nothing'}`,
  );
}

function capsOf(caps: Partial<Caps> | false | undefined): Caps {
  if (caps === false) return { pendingPerUser: false, pendingPerClientAndUser: false };
  const { pendingPerUser = 10, pendingPerClientAndUser = 3 } = caps ?? {};
  for (const cap of [pendingPerUser, pendingPerClientAndUser]) {
    if (cap === false || (Number.isInteger(cap) && cap > 0)) continue;
    throw new ConfigurationError('ERR_CIBA_CAPS', 'a cap is a whole number above 0, or false');
  }
  return { pendingPerUser, pendingPerClientAndUser };
}
