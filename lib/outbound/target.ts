import { isIP } from 'node:net';
import { refusalOf } from './allowed-address.js';
import { OutboundError } from './outbound-error.js';
import type { Rules } from './settings.js';

/** Where a request goes. */
export interface Target {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Host and port as the `Host` header shows them. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
}

/** Reads a URL and judges all of it that can be judged before its name is looked up. */
export function targetOf(url: string, rules: Rules): Target {
  // The parser's own error would carry the URL, and with it whatever is secret in there.
  if (!URL.canParse(url)) throw new OutboundError('ERR_CIBA_OUTBOUND_URL', 'this is no URL');
  const parsed = new URL(url);
  const wrong = wrongIn(parsed, rules);
  if (wrong !== undefined) throw new OutboundError('ERR_CIBA_OUTBOUND_URL', `${parsed.hostname}: ${wrong}`);
  const target = {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(parsed),
    authority: parsed.host,
    path: `${parsed.pathname}${parsed.search}`,
  };
  // The parser has turned every spelling of an address (hex, octal, a single number) into the usual one.
  const refusal = isIP(target.host) === 0 ? undefined : refusalOf(target.host, target, rules);
  if (refusal !== undefined) throw refusal;
  return target;
}

function wrongIn(url: URL, { hosts, ports, allowLoopback }: Rules): string | undefined {
  if (url.protocol !== 'https:') return 'the URL is not https';
  if (url.username !== '' || url.password !== '') return 'the URL holds a user name or a password';
  if (hosts?.has(url.hostname) === false) return 'the host is not one of those listed';
  // Loopback is called on any port, and whether this is loopback is known only once the name has been looked up.
  if (!allowLoopback && !ports.has(portOf(url))) return 'the port is not one of those listed';
  return undefined;
}

function portOf(url: URL): number {
  return Number(url.port || 443);
}
