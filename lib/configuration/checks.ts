import type { CibaAdapter } from '../adapter.js';
import type { AssertionAudience } from '../client/authentication/assertion-audience.js';
import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import type { Logger } from '../logger.js';
import type { DeliveryMode } from '../request/record.js';
import type { CibaStore } from '../request/store.js';

const REQUIRED_CALLBACKS = ['getClient', 'resolveUser', 'notifyUser', 'issueTokens'] as const;
const CALLBACKS = [
  ...REQUIRED_CALLBACKS,
  ...(['getUser', 'verifyClientSecret', 'authenticateClient', 'validateRequest', 'verifyUserCode'] as const),
  ...([
    'getCertificate',
    'revokeTokens',
    'revalidate',
    'registerClient',
    'verifyInitialAccessToken',
    'getAddress',
  ] as const),
];

export function requireStore(store: CibaStore | undefined): CibaStore {
  if (typeof store?.create === 'function' && typeof store.poll === 'function') return store;
  throw new ConfigurationError('ERR_CIBA_STORE', 'store is redisStore(redis) or memoryStore()');
}

export function requireAdapter(adapter: CibaAdapter | undefined): CibaAdapter {
  const missing = REQUIRED_CALLBACKS.find((name) => adapter?.[name] === undefined);
  if (missing !== undefined || adapter === undefined) {
    throw new ConfigurationError('ERR_CIBA_ADAPTER', `adapter.${missing} is required`);
  }
  requireKnown(adapter, { prefix: 'callback adapter.', names: CALLBACKS });
  for (const name of CALLBACKS) {
    if (adapter[name] === undefined || typeof adapter[name] === 'function') continue;
    throw new ConfigurationError('ERR_CIBA_ADAPTER', `adapter.${name} is a function`);
  }
  if (adapter.registerClient !== undefined && adapter.verifyInitialAccessToken === undefined)
    throw new ConfigurationError(
      'ERR_CIBA_ADAPTER',
      'adapter.registerClient needs adapter.verifyInitialAccessToken: return true there to let anybody register',
    );
  return adapter;
}

/** https, except on loopback; no query and no fragment. RFC 8414 §2. */
export function requireIssuer(issuer: string): string {
  if (isSecure(issuer) && !/[?#]/.test(issuer)) return issuer;
  throw new ConfigurationError(
    'ERR_CIBA_ISSUER',
    'issuer is an https URL (http on loopback alone) without query and fragment',
  );
}

function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}

export function requireMountPath(path: string): string {
  if (path === '' || path === '/') return '';
  const rooted = requirePath('mountPath', path);
  return rooted.endsWith('/') ? rooted.slice(0, -1) : rooted;
}

export function requirePath(option: string, path: string): string {
  if (typeof path === 'string' && /^\/[^?#\s]*$/.test(path)) return path;
  throw new ConfigurationError('ERR_CIBA_PATH', `${option}: a path begins with / and has no query`);
}

/** Paths match whatever their case and final slash, so two that differ in nothing else are one. */
export function requirePathsOfTheirOwn(paths: readonly string[]): void {
  const bare = paths.map((path) => path.toLowerCase().replace(/\/$/, ''));
  if (new Set(bare).size === paths.length) return;
  throw new ConfigurationError('ERR_CIBA_PATH', 'paths: each endpoint needs a path of its own');
}

export function requireFlag(option: string, given: boolean): boolean {
  if (typeof given === 'boolean') return given;
  throw new ConfigurationError('ERR_CIBA_FLAG', `${option} is true or false`);
}

export function requireFunction<F>(option: string, given: F): F {
  if (typeof given === 'function') return given;
  throw new ConfigurationError('ERR_CIBA_FUNCTION', `${option} is a function`);
}

export function requireLogger(logger: Logger): Logger {
  if (typeof logger?.error === 'function') return logger;
  throw new ConfigurationError('ERR_CIBA_FUNCTION', 'logger has a function error');
}

export function requireUrl(url: string): string {
  if (isSecure(url)) return url;
  throw new ConfigurationError('ERR_CIBA_ENDPOINT', 'endpoints and mtlsEndpoints hold https URLs');
}

export function requireWholeSeconds(option: string, value: number, most: number): number {
  if (Number.isInteger(value)) return requireSeconds(option, value, most);
  throw new ConfigurationError('ERR_CIBA_DURATION', `${option} is a whole number of seconds`);
}

export function requireSeconds(option: string, value: number, most: number): number {
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  throw new ConfigurationError(
    'ERR_CIBA_DURATION',
    `${option} is a number of seconds above 0, at most ${most}`,
  );
}

export function requireAssertionAudience(setting: AssertionAudience): AssertionAudience {
  if (setting === 'issuer' || setting === 'ciba-core') return setting;
  throw new ConfigurationError('ERR_CIBA_AUDIENCE', "assertionAudience is 'issuer' or 'ciba-core'");
}

export function requireDeliveryModes(modes: readonly DeliveryMode[]): readonly DeliveryMode[] {
  const known = ['poll', 'ping', 'push'];
  if (Array.isArray(modes) && modes.length > 0 && modes.every((mode) => known.includes(mode))) return modes;
  throw new ConfigurationError('ERR_CIBA_DELIVERY_MODES', 'deliveryModes lists some of poll, ping, push');
}

/** Grant types that have a meaning of their own. RFC 6749, RFC 8628. */
const TAKEN = ['authorization_code', 'client_credentials', 'refresh_token', 'password', 'implicit'];

export function requireAliases(aliases: readonly string[]): readonly string[] {
  const taken = requireTexts('grantTypeAliases', aliases).find((alias) => TAKEN.includes(alias));
  if (taken === undefined) return aliases;
  throw new ConfigurationError('ERR_CIBA_TEXTS', `grantTypeAliases: ${taken} is another grant`);
}

export function requireTexts(option: string, texts: readonly string[]): readonly string[] {
  if (Array.isArray(texts) && texts.every((text) => typeof text === 'string' && text !== '')) return texts;
  throw new ConfigurationError('ERR_CIBA_TEXTS', `${option} is an array of text`);
}
