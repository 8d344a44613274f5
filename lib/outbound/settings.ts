import type { SecureContext } from 'node:tls';
import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import { isHostName } from './host-name.js';
import { type Authorities, trustedContext } from './trusted-context.js';

/** Options of {@link guardedClient}; durations are in seconds. */
export interface GuardedClientOptions {
  /** Lets loopback addresses be called, on any port, still by https alone. Default false. */
  readonly allowLoopback?: boolean;
  /** Where given, only these host names are called: exact ones, whatever their case. */
  readonly hosts?: readonly string[];
  /** Default `[443]`. */
  readonly ports?: readonly number[];
  /**
   * Certificates of authorities that are trusted beside those Node comes with, PEM or DER. With `ca`, those of
   * `NODE_EXTRA_CA_CERTS` have to be listed here too.
   */
  readonly ca?: Authorities;
  /** For finding the name, connecting and TLS together. Default 3. */
  readonly connectTimeout?: number;
  /** For everything, waiting for a connection included. Default 5. */
  readonly timeout?: number;
  /** Largest body that is taken, in bytes. Default 262,144. */
  readonly maxBytes?: number;
  /** Requests to one host and port at once; further ones wait. Default 10. */
  readonly maxConnectionsPerHost?: number;
}

/** What may be called. */
export interface Rules {
  readonly allowLoopback: boolean;
  /** Normalised as the URL parser does it; undefined for all. */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly ports: ReadonlySet<number>;
}

/** The options, checked and completed; durations are in seconds. */
export interface Settings extends Rules {
  readonly secureContext: SecureContext;
  readonly connectTimeout: number;
  readonly timeout: number;
  readonly maxBytes: number;
  readonly maxConnectionsPerHost: number;
}

/** The names of these options. */
export const GUARDED_CLIENT_OPTIONS: readonly string[] = [
  ...['allowLoopback', 'hosts', 'ports', 'ca', 'connectTimeout', 'timeout', 'maxBytes'],
  'maxConnectionsPerHost',
];
const MOST_SECONDS = 300;

/** Checks the options; a mistake is refused with `ERR_CIBA_OUTBOUND_OPTION`. */
export function settingsOf(options: GuardedClientOptions): Settings {
  const {
    allowLoopback = false,
    hosts,
    ports = [443],
    ca,
  } = requireKnown(options, {
    prefix: 'option of guardedClient: ',
    names: GUARDED_CLIENT_OPTIONS,
  });
  demand(typeof allowLoopback === 'boolean', 'allowLoopback is true or false');
  demand(hosts === undefined || isListOf(hosts, isHostName), 'hosts is an array of host names without ports');
  demand(isListOf(ports, isPort), 'ports is an array of port numbers');
  const { connectTimeout = 3, timeout = 5, maxBytes = 262_144, maxConnectionsPerHost = 10 } = options;
  demand(
    isDuration(connectTimeout),
    `connectTimeout is a number of seconds above 0, at most ${MOST_SECONDS}`,
  );
  demand(isDuration(timeout), `timeout is a number of seconds above 0, at most ${MOST_SECONDS}`);
  demand(isCount(maxBytes), 'maxBytes is a whole number above 0');
  demand(isCount(maxConnectionsPerHost), 'maxConnectionsPerHost is a whole number above 0');
  return {
    allowLoopback,
    hosts: hosts && new Set(hosts.map((host) => new URL(`https://${host}`).hostname)),
    ports: new Set(ports),
    secureContext: trustedContext(ca),
    connectTimeout,
    timeout,
    maxBytes,
    maxConnectionsPerHost,
  };
}

function demand(isSo: boolean, message: string): void {
  if (!isSo) throw new ConfigurationError('ERR_CIBA_OUTBOUND_OPTION', message);
}

/** A list of none would refuse everything: it is a mistake, such as an empty setting that was split. */
function isListOf(given: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(given) && given.length > 0 && given.every(fits);
}

function isPort(given: unknown): boolean {
  return isCount(given) && given <= 65_535;
}

function isDuration(given: unknown): boolean {
  return typeof given === 'number' && given > 0 && given <= MOST_SECONDS;
}

function isCount(given: unknown): given is number {
  return Number.isSafeInteger(given) && (given as number) > 0;
}
