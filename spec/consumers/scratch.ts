import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.ts';
import { once } from './once.ts';

/** This checkout. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Tarballs of this checkout. */
export const CACHE: string = join(ROOT, '.cache/consumers');

/** Outside of the checkout, whose `node_modules` a consumer must not find. */
export const SCRATCH: string = join(
  tmpdir(),
  `express-ciba-consumers-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`,
);

/** Dependencies by name, as in a `package.json`. */
export type Dependencies = Readonly<Record<string, string>>;

/** The folder of a project with these dependencies; kept from one run to the next, and changed where they are others. */
export function installed(name: string, dependencies: Dependencies, more: object = {}): Promise<string> {
  return once(`install ${name}`, () => install(name, { dependencies, ...more }));
}

async function install(name: string, manifest: object): Promise<string> {
  const dir = join(SCRATCH, name);
  const text = `${JSON.stringify({ name, private: true, ...manifest }, null, 2)}\n`;
  const mark = join(dir, '.installed');
  const before = await readFile(mark, 'utf8').catch(() => undefined);
  if (before === text) return dir;
  // What was cut off halfway begins anew.
  await rm(before === undefined ? dir : mark, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(join(dir, 'package.json'), text);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await command('npm', ['install', '--prefer-offline', '--ignore-scripts', ...quiet], { cwd: dir });
  await writeFile(mark, text);
  return dir;
}
