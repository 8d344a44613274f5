import { type Cell, runCells } from './cell.ts';
import { failuresOf, tableOf } from './table.ts';

const cell = (column: string, run: Cell['run']): Cell => ({
  part: 'types',
  row: 'ESM',
  column,
  ready: async () => {},
  run,
});

describe('the table of the matrix', () => {
  it('shows each cell, what a good one found and what a bad one said', async () => {
    const told: string[] = [];
    const outcomes = await runCells(
      [
        cell('bundler', async () => '2 KiB'),
        cell('node16', async () => {
          throw new Error('TS1479');
        }),
      ],
      { atOnce: 2, told: (outcome) => told.push(outcome.cell.column) },
    );
    const fixed = outcomes.map((outcome) => ({ ...outcome, seconds: 1 }));
    expect(tableOf(fixed)).toBe('types  bundler          node16\nESM    ok 1.0 s, 2 KiB  FAILED 1.0 s');
    expect(failuresOf(fixed)).toBe('FAILED types / ESM / node16\nTS1479\n');
    expect(told.sort()).toEqual(['bundler', 'node16']);
  });

  it('fails a cell whose installation fails, and runs the others', async () => {
    const broken = { ...cell('a', async () => undefined), ready: () => Promise.reject(new Error('ETARGET')) };
    const outcomes = await runCells([broken, cell('b', async () => undefined)], {
      atOnce: 1,
      told: () => {},
    });
    expect(outcomes.map(({ failure }) => failure)).toEqual(['ETARGET', undefined]);
  });
});
