import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { OutboundError } from './outbound-error.js';

/** Says why an address may not be connected, or nothing. */
export type Judge = (address: string) => OutboundError | undefined;

/**
 * Looks names up and hands on only what was judged, so that what is judged is what is connected.
 *
 * A name with public and other addresses is refused whole: its owner is mistaken about it or up to something, and a
 * delivery that works or not by which address answers first is of use to nobody else.
 */
export function guardedLookup(lookup: LookupFunction, judge: Judge): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = (found as readonly LookupAddress[]).map(({ address, family }) => ({
        address,
        family,
      }));
      const [first] = addresses;
      if (first === undefined) return callback(noAddress(host), []);
      const refusal = addresses.map(({ address }) => judge(address)).find((found) => found !== undefined);
      if (refusal !== undefined) return callback(refusal, []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function noAddress(host: string): OutboundError {
  return new OutboundError('ERR_CIBA_OUTBOUND_CONNECT', `${host} has no address`);
}
