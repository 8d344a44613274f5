import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Outcome, runCells } from './cell.ts';
import { consumersOptions } from './options.ts';
import { cellsOf } from './parts/index.ts';
import { SCRATCH } from './scratch.ts';
import { failuresOf, tableOf } from './table.ts';
import { pack } from './tarball.ts';

// npm run consumers: packs this checkout and tries the tarball as those would who install it.
const { parts, fresh } = consumersOptions(process.argv.slice(2));
const start = performance.now();
if (fresh) await rm(SCRATCH, { recursive: true, force: true });
const tarball = await pack();
console.log(`${tarball.path}\nentries: ${tarball.entries.join(', ')}\n`);

const { cells, release } = cellsOf(parts, tarball);
const outcomes = await runCells(cells, { atOnce: availableParallelism(), told }).finally(release);
const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
console.log(`\n${tableOf(outcomes)}\n\n${failuresOf(outcomes)}`);
console.log(`${outcomes.length - failed} ok, ${failed} failed, ${minutes()} min`);
process.exitCode = failed === 0 ? 0 : 1;

function told({ cell, failure }: Outcome): void {
  if (failure !== undefined) console.log(`FAILED ${cell.part} / ${cell.row} / ${cell.column}`);
}

function minutes(): string {
  return ((performance.now() - start) / 60_000).toFixed(1);
}
