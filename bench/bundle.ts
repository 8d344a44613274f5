import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Compiled servers in a folder of their own. */
export interface Bundles {
  pathOf(server: string): string;
  remove(): Promise<void>;
}

const SERVERS = fileURLToPath(new URL('servers/', import.meta.url));
/** Below `node_modules`, so that packages left outside the bundle are found. */
const CACHE = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));

/** Compiles each server with this package's sources in one file; npm packages stay outside, as in a deployed host. */
export async function bundleServers(files: readonly string[]): Promise<Bundles> {
  await mkdir(CACHE, { recursive: true });
  const outdir = await mkdtemp(join(CACHE, 'bench-'));
  await build({
    entryPoints: files.map((file) => join(SERVERS, file)),
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  return {
    pathOf: (file) => join(outdir, `${basename(file, '.ts')}.mjs`),
    remove: () => rm(outdir, { recursive: true, force: true }),
  };
}
