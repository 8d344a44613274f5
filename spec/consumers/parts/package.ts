import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import { command } from '../command.ts';
import { kibibytesOf } from '../disk.ts';
import { INSTALLED_PACKAGES } from '../matrix.ts';
import { installed, ROOT } from '../scratch.ts';
import type { Tarball } from '../tarball.ts';

/** Judges the tarball itself: its manifest, its declarations, and what it brings. */
export function packageCells(tarball: Tarball): Cell[] {
  const tool = (name: string, ...args: string[]): (() => Promise<undefined>) => {
    return async () => {
      await command(join(ROOT, 'node_modules/.bin', name), [...args, tarball.path], { cwd: ROOT });
    };
  };
  return [
    packageCell('publint --strict', tool('publint', 'run', '--strict')),
    packageCell('attw', tool('attw')),
    { ...packageCell('installation', () => weigh(tarball)), ready: () => alone(tarball) },
  ];
}

function packageCell(row: string, run: () => Promise<string | undefined>): Cell {
  return { part: 'package', row, column: 'tarball', ready: async () => {}, run };
}

function alone({ dependency }: Tarball): Promise<string> {
  return installed('alone', dependency);
}

/** What stands in `node_modules` after `npm install express-ciba` in an empty project. */
async function weigh(tarball: Tarball): Promise<string> {
  const modules = join(await alone(tarball), 'node_modules');
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as {
    packages: object;
  };
  const names = Object.keys(lock.packages).map((path) => path.replace('node_modules/', ''));
  const sizes = await Promise.all(names.map((name) => kibibytesOf(join(modules, name))));
  const own = sizes[names.indexOf('express-ciba')] ?? 0;
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const text = `express-ciba ${own} KiB, with dependencies ${all} KiB in ${names.length} packages (${names.join(', ')})`;
  if (names.length !== INSTALLED_PACKAGES) throw new Error(`${text}: not ${INSTALLED_PACKAGES}`);
  return text;
}
