import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Format } from './matrix.ts';
import { ROOT } from './scratch.ts';

/** The source of a consumer's program; spec/consumers/programs has them. */
export function programNamed(name: string): string {
  return readFileSync(join(ROOT, 'spec/consumers/programs', `${name}.ts`), 'utf8');
}

/** Some of them, by name. */
export function programsNamed(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, programNamed(name)]));
}

/** A program as a consumer without a compiler has it: each file by itself, nothing bundled. */
export function compiledTo(format: Format, program: string): string {
  return transformSync(program, { loader: 'ts', format: format === 'ESM' ? 'esm' : 'cjs', target: 'node20' })
    .code;
}
