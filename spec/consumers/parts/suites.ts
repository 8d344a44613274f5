import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import { command } from '../command.ts';
import { type Copy, entryFile, packedCopy } from '../copy.ts';
import { jestConfig } from '../jest-config.ts';
import { FORMATS, type Format, SUITES } from '../matrix.ts';
import { requireFace } from '../reached-face.ts';
import { CACHE, ROOT } from '../scratch.ts';
import type { Tarball } from '../tarball.ts';

/** What Jest writes of a run. */
interface JestReport {
  readonly numTotalTestSuites: number;
  readonly numPassedTests: number;
  readonly numPendingTests: number;
}

/** Runs our own suites with the tarball in place of the sources. */
export function suiteCells(tarball: Tarball): Cell[] {
  return SUITES.flatMap((folder) =>
    FORMATS.map((format) => ({
      part: 'suites',
      row: `spec/${folder}`,
      column: format,
      ready: () => packedCopy(tarball, format),
      run: async () => runSuites(folder, format, await packedCopy(tarball, format)),
    })),
  );
}

async function runSuites(folder: string, format: Format, copy: Copy): Promise<string> {
  const files = await readdir(join(ROOT, 'spec', folder), { recursive: true });
  const specs = files
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => join(ROOT, 'spec', folder, file));
  const mapped = requireFace(specs, copy);
  const base = join(CACHE, `${folder}-${format.toLowerCase()}`);
  await writeFile(`${base}.jest.json`, JSON.stringify(jestConfig({ specs, mapped, copy })));
  const tsconfig = await tsconfigOf(copy, base);
  await command(
    process.execPath,
    [
      'node_modules/jest/bin/jest.js',
      '--config',
      `${base}.jest.json`,
      '--json',
      `--outputFile=${base}.report.json`,
      '-w=1',
    ],
    { cwd: ROOT, env: { TSX_TSCONFIG_PATH: tsconfig } },
  );
  const report = JSON.parse(await readFile(`${base}.report.json`, 'utf8')) as JestReport;
  const { numTotalTestSuites, numPassedTests, numPendingTests } = report;
  if (numPassedTests === 0 || numPendingTests > 0)
    throw new Error(`passed ${numPassedTests}, left out ${numPendingTests}`);
  return `${numPassedTests} tests in ${numTotalTestSuites} files`;
}

/** Examples that suites start in processes of their own find the tarball by this. */
async function tsconfigOf(copy: Copy, base: string): Promise<string> {
  const path = `${base}.tsconfig.json`;
  const paths = Object.fromEntries(copy.entries.map((entry) => [entry, [entryFile(copy, entry)]]));
  await writeFile(
    path,
    JSON.stringify({ extends: join(ROOT, 'examples/tsconfig.json'), compilerOptions: { paths } }),
  );
  return path;
}
