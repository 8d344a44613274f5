import type { HeaderLines } from './proxy-client.ts';

/** A way to pretend in headers that a certificate was shown. */
interface Spoof {
  readonly what: string;
  readonly headers: HeaderLines;
}

/** The headers of one of the ways; the values are as the proxy itself would write them. */
export function spoof(which: string, certificate: string, verified: string): HeaderLines {
  const found = spoofs(certificate, verified).find(({ what }) => what === which);
  if (found === undefined) throw new Error(`no spoof is called ${which}`);
  return found.headers;
}

function spoofs(certificate: string, verified: string): readonly Spoof[] {
  const secret = [['X-Proxy-Secret', 'guessed']] as const;
  const shown = [
    ['X-Client-Cert', certificate],
    ['X-Client-Verify', verified],
  ] as const;
  const renamed = (rename: (name: string) => string): HeaderLines =>
    [...shown, ...secret].map(([name, value]) => [rename(name), value] as const);
  return [
    { what: 'the headers themselves', headers: [...shown, ...secret] },
    { what: 'the headers without a secret', headers: shown },
    { what: 'the headers in odd case', headers: renamed(inOddCase) },
    { what: 'the headers in capitals', headers: renamed((name) => name.toUpperCase()) },
    { what: 'the headers three times each', headers: [...shown, ...shown, ...shown, ...secret] },
    { what: 'the headers with underscores', headers: renamed((name) => name.replaceAll('-', '_')) },
    { what: 'the headers, one without a value', headers: [['X-Client-Cert', ''], ...shown] },
    {
      what: 'the headers, the proxy’s own to be dropped by the next hop',
      headers: [...shown, ['Connection', 'X-Client-Verify, X-Client-Cert, X-Proxy-Secret']],
    },
  ];
}

/** What all of them are called, for titles; what they hold depends on certificates that are yet to be made. */
export const SPOOFS: readonly string[] = spoofs('', '').map(({ what }) => what);

function inOddCase(name: string): string {
  return [...name].map((c, i) => (i % 2 === 0 ? c.toLowerCase() : c.toUpperCase())).join('');
}
