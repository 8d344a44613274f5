import { lookup as systemLookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

/** An address of a name. */
interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Milliseconds for one question to a name server, and how often it is put. */
const TIMEOUT_MS = 1000;
const TRIES = 2;

const LOOPBACK: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** What DNS says of a name that it does not know: the system may know it otherwise (`/etc/hosts`, search domains). */
const UNKNOWN = ['ENOTFOUND', 'ENODATA'];

/**
 * Looks names up without the threads of the process: the system's own lookup holds one of four for as long as a name server is silent,
 * so that two dead names would stop every other lookup. The system is asked only for names that DNS surely does not know.
 */
export function resolver(): LookupFunction {
  const dns = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  return (host, options, callback) => {
    addressesOf(host, dns).then(
      (addresses) =>
        addresses.length === 0
          ? systemLookup(host, { ...options, all: true }, (error, found) => callback(error, found ?? []))
          : callback(null, [...addresses]),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

async function addressesOf(host: string, dns: Resolver): Promise<readonly Address[]> {
  if (/(^|\.)localhost\.?$/i.test(host)) return LOOPBACK;
  const [four, six] = await Promise.all([
    dns.resolve4(host).then(of(4)).catch(noneIfUnknown),
    dns.resolve6(host).then(of(6)).catch(noneIfUnknown),
  ]);
  return [...four, ...six];
}

function of(family: 4 | 6): (addresses: readonly string[]) => readonly Address[] {
  return (addresses) => addresses.map((address) => ({ address, family }));
}

function noneIfUnknown(error: NodeJS.ErrnoException): readonly Address[] {
  if (UNKNOWN.includes(error.code ?? '')) return [];
  throw error;
}
