import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';
import { entriesOf, type Manifest } from './entries.ts';
import { CACHE, ROOT } from './scratch.ts';

/** What npm would publish. */
export interface Tarball {
  readonly path: string;
  /** What a `package.json` says to install it. */
  readonly dependency: { readonly 'express-ciba': string };
  /** What can be imported of it, by name. */
  readonly entries: readonly string[];
}

/** Builds and packs this checkout. The name bears a digest, so that an installation knows whether it is another. */
export async function pack(): Promise<Tarball> {
  const cwd = ROOT;
  await rm(CACHE, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  await command('npm', ['run', 'build'], { cwd });
  const packed = await command('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', CACHE], {
    cwd,
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const path = await named(join(CACHE, filename));
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  return { path, dependency: { 'express-ciba': `file:${path}` }, entries: entriesOf(manifest) };
}

async function named(path: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const own = join(CACHE, `express-ciba-${digest.slice(0, 16)}.tgz`);
  await rename(path, own);
  return own;
}
