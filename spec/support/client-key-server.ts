import type { RequestListener } from 'node:http';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type Authority, type CertificateWish, certificateAuthority } from './certificates.ts';
import type { SigningClient } from './client-assertions.ts';
import { type WatchedHost, watchedHost } from './client-host.ts';
import type { TestHostOptions } from './host.js';
import { type OutboundServer, secureServer } from './outbound-server.ts';

/** A key server on loopback, under the name `localhost` and its address. */
export interface KeyServer {
  readonly authority: Authority;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  /** A URL on it. */
  at(path: string, host?: string): string;
  close(): Promise<void>;
}

/** What it answers, by path. */
export type KeyPages = Readonly<Record<string, RequestListener>>;

/** Who vouches for a key server, and for which names. */
export interface KeyServerCertificate {
  readonly authority?: Authority;
  readonly names?: CertificateWish;
}

const OWN_NAMES: CertificateWish = { dns: ['localhost'], ip: ['127.0.0.1'] };

/** Serves key sets over HTTPS. */
export async function keyServer(
  pages: KeyPages,
  { authority, names = OWN_NAMES }: KeyServerCertificate = {},
): Promise<KeyServer> {
  const trusted = authority ?? (await certificateAuthority('Key servers'));
  const certified = await trusted.issue(names);
  const asked: string[] = [];
  const server: OutboundServer = await secureServer(certified, (req, res) => {
    asked.push(req.url ?? '');
    const page = pages[req.url ?? ''];
    if (page) page(req, res);
    else res.writeHead(404).end();
  });
  return {
    authority: trusted,
    asked,
    at: (path, host = 'localhost') => `https://${host}:${server.port}${path}`,
    close: () => server.close(),
  };
}

/** A page with these keys; asked for anew with each request. */
export function keyPage(keys: () => readonly unknown[]): RequestListener {
  return (_req, res) => {
    res.setHeader('Content-Type', 'application/jwk-set+json').end(JSON.stringify({ keys: keys() }));
  };
}

/** A client that has its keys at a URL. */
export function keptAt(
  jwks_uri: string,
  client: SigningClient,
  changes: Partial<CibaClient> = {},
): SigningClient {
  return { ...client, ...changes, jwks: undefined, jwks_uri };
}

/** A host that trusts a key server on loopback. */
export function hostTrusting(
  { authority }: Pick<KeyServer, 'authority'>,
  options: TestHostOptions,
): WatchedHost {
  return watchedHost({ outbound: { allowLoopback: true, ca: authority.cert }, ...options });
}
