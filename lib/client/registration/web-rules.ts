import { CibaError } from '../../errors.js';
import { demand, includes, isUrl } from './demand.js';
import type { ClientMetadata } from './members.js';

/** Members that pages make links and pictures of. RFC 7591 §2. */
const PAGES = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'];

/** Flows that lead back by a redirect. RFC 7591 §2.1. */
const REDIRECTING = ['authorization_code', 'implicit'];

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** The addresses of a client that browsers are sent to. RFC 7591 §2 and §5. */
export function requireWebAddresses(given: ClientMetadata): void {
  for (const name of PAGES) {
    const url = given[name];
    demand(url === undefined || isWebPage(url), `${name} is the URL of a web page.`);
  }
  requireRedirects(given);
}

/** Who asks for a flow with redirects says where to. RFC 7591 §2. */
function requireRedirects({ redirect_uris, grant_types, response_types }: ClientMetadata): void {
  const uris = Array.isArray(redirect_uris) ? redirect_uris : [];
  const redirects = REDIRECTING.some((type) => includes(grant_types, type));
  const responds = Array.isArray(response_types) && response_types.length > 0;
  if (uris.length === 0 && (redirects || responds)) refuse('redirect_uris is required for this flow.');
  if (!uris.every(isRedirect)) refuse('A redirect URI is https, of loopback or of an app, without fragment.');
}

function isWebPage(url: unknown): boolean {
  return isUrl(url) && ['https:', 'http:'].includes(new URL(url).protocol);
}

/** As browsers and apps on a device may be called; anything else would run a script or leave in the clear. RFC 6749 §3.1.2, RFC 8252 §7. */
function isRedirect(uri: string): boolean {
  if (!isUrl(uri) || uri.includes('#')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return false;
  if (protocol === 'http:') return LOOPBACK.includes(hostname);
  // An app's scheme is a domain name of its maker, in reverse.
  return protocol === 'https:' || protocol.includes('.');
}

function refuse(description: string): never {
  throw new CibaError('invalid_redirect_uri', description, { status: 400 });
}
