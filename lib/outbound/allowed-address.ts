import { isLoopback, isPublic } from './addresses.js';
import { OutboundError } from './outbound-error.js';
import type { Rules } from './settings.js';

/** Judges an address that a host leads to: public and on a listed port, or loopback where that is allowed. */
export function refusalOf(
  address: string,
  { host, port }: { readonly host: string; readonly port: number },
  rules: Rules,
): OutboundError | undefined {
  if (rules.allowLoopback && isLoopback(address)) return undefined;
  if (!isPublic(address)) {
    return new OutboundError('ERR_CIBA_OUTBOUND_ADDRESS', `${host} leads to an address that is not public`);
  }
  if (rules.ports.has(port)) return undefined;
  return new OutboundError('ERR_CIBA_OUTBOUND_URL', `${host}: the port is not one of those listed`);
}
