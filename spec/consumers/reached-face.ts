import { relative } from 'node:path';
import type { Copy } from './copy.ts';
import { reachedFrom } from './reached.ts';
import { ROOT } from './scratch.ts';

/** Functions of lib that suites use to look at results, and that stay the sources' own; nothing under test is among them. */
const TOOLS: ReadonlySet<string> = new Set(['lib/request/ids', 'lib/jwt/verify', 'lib/jwt/token-hash']);

/** The entry of the tarball that each file of lib is replaced by. */
export type Mapped = ReadonlyMap<string, string>;

/**
 * Finds what the tarball has of all that specs take from lib: their values by their public names.
 *
 * @throws Error where a spec reaches for what no entry exports: it would test the sources
 */
export function requireFace(specs: readonly string[], copy: Copy): Mapped {
  const mapped = new Map<string, string>();
  const inside: string[] = [];
  for (const spec of specs) {
    for (const [module, names] of reachedFrom(spec)) {
      const entry = entryOf(module, copy.entries);
      const missing = [...names].filter((name) => name !== '*' && !copy.valuesOf(entry).has(name));
      if (TOOLS.has(module)) continue;
      mapped.set(module, entry);
      if (missing.length > 0) inside.push(`${relative(ROOT, spec)}: ${missing.join(', ')} of ${module}`);
    }
  }
  if (inside.length > 0)
    throw new Error(`these reach for what the tarball does not export:\n${inside.join('\n')}`);
  return mapped;
}

function entryOf(module: string, entries: readonly string[]): string {
  const [, room] = module.split('/');
  return entries.find((entry) => entry === `express-ciba/${room}`) ?? 'express-ciba';
}
