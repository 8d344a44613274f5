import type { Cell } from '../cell.ts';
import type { PartName } from '../options.ts';
import type { Tarball } from '../tarball.ts';
import { jestCells } from './jest.ts';
import { packageCells } from './package.ts';
import { stopConsumersRedis } from './redis.ts';
import { runtimeCells } from './runtime.ts';
import { suiteCells } from './suites.ts';
import { typeCells } from './types.ts';

const CELLS: Readonly<Record<PartName, (tarball: Tarball) => readonly Cell[]>> = {
  package: packageCells,
  types: typeCells,
  runtime: runtimeCells,
  jest: jestCells,
  suites: suiteCells,
};

/** The cells of some parts, and what ends whatever they have started. */
export function cellsOf(
  parts: readonly PartName[],
  tarball: Tarball,
): {
  readonly cells: readonly Cell[];
  readonly release: () => Promise<void>;
} {
  return { cells: parts.flatMap((part) => CELLS[part](tarball)), release: stopConsumersRedis };
}
