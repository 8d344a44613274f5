import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Format } from './matrix.ts';
import { installed } from './scratch.ts';
import type { Tarball } from './tarball.ts';

/** The tarball as npm has unpacked it, read as one of its two formats. */
export interface Copy {
  readonly folder: string;
  readonly format: Format;
  readonly entries: readonly string[];
  /** The names of the values that an entry exports. */
  readonly valuesOf: (entry: string) => ReadonlySet<string>;
}

/** Installs the tarball and looks at what it exports. */
export async function packedCopy({ dependency, entries }: Tarball, format: Format): Promise<Copy> {
  const dir = await installed('suites', dependency);
  const load = createRequire(join(dir, 'package.json'));
  const values = new Map(entries.map((entry) => [entry, new Set(Object.keys(load(entry) as object))]));
  const folder = join(dir, 'node_modules/express-ciba');
  return { folder, format, entries, valuesOf: (entry) => values.get(entry) ?? new Set() };
}

/** The file of an entry: each is the `index.js` of its room. */
export function entryFile({ folder, format }: Copy, entry: string): string {
  const [, room = ''] = entry.split('/');
  return join(folder, 'dist', format === 'ESM' ? 'esm' : 'cjs', room, 'index.js');
}
