import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CibaClient, CibaOptions } from 'express-ciba';
import { configuredClients } from './clients.js';
import { list, type Members, object, oneOf, required, text, truth } from './members.js';
import { type SigningAlg, signingAlgs } from './signing-key.js';
import type { TlsFiles } from './tls.js';
import { configuredUsers, type User } from './users.js';

/** Options that go to the package as they stand in the file; it judges them itself. */
type PassedOn = Pick<CibaOptions, (typeof PASSED_ON)[number]>;

/** What the file says, made complete. */
export interface HostConfiguration {
  readonly issuer: string;
  readonly port: number;
  readonly host: string;
  /** Without, the host speaks plain HTTP. */
  readonly tls?: TlsFiles;
  /** `memory`, or the URL of a Redis. */
  readonly store: string;
  readonly profile: 'fapi-ciba' | 'plain';
  readonly signingAlg: SigningAlg;
  readonly passedOn: PassedOn;
  /** How the host calls its clients. */
  readonly outbound: { readonly allowLoopback: boolean; readonly ca?: string };
  readonly clients: readonly CibaClient[];
  readonly users: readonly User[];
  readonly registration: boolean;
  readonly testApproval: boolean;
}

const PASSED_ON = [
  ...(['assertionAudience', 'deliveryModes', 'interval', 'expiresIn', 'maxExpiresIn', 'caps'] as const),
];
const MEMBERS = [
  ...['issuer', 'port', 'host', 'tls', 'store', 'profile', 'signingAlg', 'notification', 'clients', 'users'],
  ...['registration', 'testApproval', ...PASSED_ON],
];

/** Reads the file. @throws Error that says in one line what is wrong with it */
export function readConfiguration(file: string): HostConfiguration {
  const all = object(parsed(read(file, 'the configuration')), 'the configuration', MEMBERS);
  const folder = dirname(resolve(file));
  const tls = tlsFiles(all, folder);
  return {
    ...address(all, tls !== undefined),
    ...(tls && { tls }),
    store: store(all),
    profile: oneOf(all, 'profile', ['fapi-ciba', 'plain']) ?? 'plain',
    signingAlg: oneOf(all, 'signingAlg', signingAlgs) ?? 'PS256',
    passedOn: passedOn(all),
    outbound: outbound(all, folder),
    clients: configuredClients(required(list(all, 'clients'), all, 'clients')),
    users: configuredUsers(required(list(all, 'users'), all, 'users')),
    registration: truth(all, 'registration') ?? false,
    testApproval: truth(all, 'testApproval') ?? false,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`the configuration is no JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  }
}

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${what} cannot be read: ${(error as Error).message}`);
  }
}

/** Reads a file that the configuration names, relative to the configuration. */
function named(from: Members, name: string, folder: string): string | undefined {
  const path = text(from, name);
  return path === undefined ? undefined : read(resolve(folder, path), `${from.where}.${name}`);
}

function address(all: Members, isTls: boolean): Pick<HostConfiguration, 'issuer' | 'host' | 'port'> {
  const issuer = required(text(all, 'issuer'), all, 'issuer');
  const host = text(all, 'host') ?? '127.0.0.1';
  const port = required(all.values.port, all, 'port');
  if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error('the configuration: port is a whole number from 1 to 65535');
  }
  const { protocol, pathname } = URL.canParse(issuer) ? new URL(issuer) : {};
  if (pathname !== '/' || issuer.endsWith('/')) {
    throw new Error('the configuration: issuer is a URL without a path, such as https://localhost:9443');
  }
  if (isTls && protocol !== 'https:') throw new Error('the configuration: with tls, issuer is an https URL');
  if (isTls) return { issuer, host, port: Number(port) };
  const isPlain = protocol === 'http:' && (all.values.profile ?? 'plain') === 'plain';
  if (isPlain && /^(127\.[\d.]+|::1|localhost)$/.test(host)) return { issuer, host, port: Number(port) };
  throw new Error(
    'the configuration: tls is missing; it may be left out with the profile plain, an http issuer and a loopback host',
  );
}

function tlsFiles(all: Members, folder: string): TlsFiles | undefined {
  if (all.values.tls === undefined) return undefined;
  const tls = object(all.values.tls, 'tls', ['key', 'cert', 'clientCa']);
  const clientCa = named(tls, 'clientCa', folder);
  return {
    key: required(named(tls, 'key', folder), tls, 'key'),
    cert: required(named(tls, 'cert', folder), tls, 'cert'),
    ...(clientCa !== undefined && { clientCa }),
  };
}

function store(all: Members): string {
  const value = text(all, 'store') ?? 'memory';
  if (value === 'memory' || /^rediss?:\/\/[^/]/.test(value)) return value;
  throw new Error('the configuration: store is memory or a URL such as redis://127.0.0.1:6379');
}

function passedOn({ values }: Members): PassedOn {
  return Object.fromEntries(
    PASSED_ON.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

function outbound(all: Members, folder: string): HostConfiguration['outbound'] {
  const notification = object(all.values.notification ?? {}, 'notification', ['allowLoopback', 'ca']);
  const ca = named(notification, 'ca', folder);
  return { allowLoopback: truth(notification, 'allowLoopback') ?? false, ...(ca !== undefined && { ca }) };
}
