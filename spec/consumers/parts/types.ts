import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import { command } from '../command.ts';
import {
  FORMATS,
  type Format,
  MODULE_RESOLUTIONS,
  type ModuleResolution,
  nameOf,
  TYPED_PEERS,
  TYPESCRIPT,
} from '../matrix.ts';
import { installed } from '../scratch.ts';
import type { Tarball } from '../tarball.ts';
import { type TypedConsumer, written } from '../typed-consumer.ts';

/** Compiles programs that use every entry, and others that must not compile, as strictly as a consumer can. */
export function typeCells(tarball: Tarball): Cell[] {
  return TYPED_PEERS.flatMap((peers) => FORMATS.map((format) => ({ peers, format, tarball }))).flatMap(
    (consumer) =>
      TYPESCRIPT.flatMap((typescript) =>
        MODULE_RESOLUTIONS.map((resolution) => typeCell(consumer, typescript, resolution)),
      ),
  );
}

function typeCell(consumer: TypedConsumer, typescript: string, resolution: ModuleResolution): Cell {
  return {
    part: 'types',
    row: `${nameOf(consumer.peers)}, ${consumer.format}, TypeScript ${typescript}`,
    column: resolution,
    ready: () => Promise.all([compilers(), written(consumer)]),
    run: () => compile(consumer, typescript, resolution),
  };
}

function compilers(): Promise<string> {
  return installed(
    'compilers',
    Object.fromEntries(TYPESCRIPT.map((v) => [`ts-${v}`, `npm:typescript@~${v}.0`])),
  );
}

/** Under `bundler` an `import` always finds the ES module, so a CommonJS consumer must write `require`. */
function filesOf(format: Format, resolution: ModuleResolution): string[] {
  if (format === 'ESM') return ['*.imported.ts'];
  return resolution === 'bundler' ? ['*.required.ts'] : ['*.imported.ts', '*.required.ts'];
}

function moduleOf(format: Format, resolution: ModuleResolution): string {
  if (resolution !== 'bundler') return resolution;
  return format === 'ESM' ? 'esnext' : 'preserve';
}

async function compile(
  consumer: TypedConsumer,
  typescript: string,
  resolution: ModuleResolution,
): Promise<undefined> {
  const { format } = consumer;
  const cwd = await written(consumer);
  const compilerOptions = {
    ...{ strict: true, skipLibCheck: false, noEmit: true, esModuleInterop: true },
    ...{ target: 'es2022', lib: ['es2022'], types: ['node'] },
    ...{ module: moduleOf(format, resolution), moduleResolution: resolution },
  };
  const config = `tsconfig.${typescript}.${resolution}.json`;
  await writeFile(
    join(cwd, config),
    JSON.stringify({ compilerOptions, include: filesOf(format, resolution) }),
  );
  const compiler = join(await compilers(), 'node_modules', `ts-${typescript}`, 'bin/tsc');
  await command(process.execPath, [compiler, '-p', config], { cwd });
}
