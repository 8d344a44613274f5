import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindSpec } from './citation.ts';
import { type SpecFile, titlesIn } from './titles.ts';

/** Finds the spec files of the project below `root`, each read once. */
export function specFilesBelow(root: string): FindSpec {
  const read = new Map<string, SpecFile | undefined>();
  return (path) => {
    if (!read.has(path)) read.set(path, specAt(join(root, path)));
    return read.get(path);
  };
}

function specAt(path: string): SpecFile | undefined {
  return path.endsWith('.ts') && existsSync(path) ? titlesIn(readFileSync(path, 'utf8')) : undefined;
}
