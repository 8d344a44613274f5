import { lookup } from 'node:dns';
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

/** Asks name servers. */
export type Questions = Pick<Resolver, 'resolve4' | 'resolve6'>;

/**
 * Looks names up without the threads of the process: the system's own lookup holds one of four for as long as a name server is silent,
 * so that two dead names would stop every other lookup. The system is asked only for names that DNS surely does not know.
 */
export function resolver(
  dns: Questions = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES }),
  system: LookupFunction = lookup,
): LookupFunction {
  return (host, options, callback) => {
    addressesOf(host, dns).then(
      (addresses) =>
        addresses.length === 0
          ? system(host, { ...options, all: true }, callback)
          : callback(null, [...addresses]),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

/** Many name servers fail for one family while they answer for the other: one answer will do. */
async function addressesOf(host: string, dns: Questions): Promise<readonly Address[]> {
  if (/(^|\.)localhost\.?$/i.test(host)) return LOOPBACK;
  const [four, six] = await Promise.allSettled([dns.resolve4(host), dns.resolve6(host)]);
  const addresses = [...addressesIn(four, 4), ...addressesIn(six, 6)];
  const failed = [four, six].find((answer) => answer.status === 'rejected' && !isUnknown(answer.reason));
  if (addresses.length === 0 && failed?.status === 'rejected') throw failed.reason;
  return addresses;
}

function addressesIn(answer: PromiseSettledResult<readonly string[]>, family: 4 | 6): readonly Address[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}

function isUnknown(error: NodeJS.ErrnoException): boolean {
  return UNKNOWN.includes(error.code ?? '');
}
