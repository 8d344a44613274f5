import type { Outcome } from './cell.ts';

/** What came out, part by part: a row for each consumer, a column for each way to try it. */
export function tableOf(outcomes: readonly Outcome[]): string {
  return distinct(outcomes.map(({ cell }) => cell.part))
    .map((part) =>
      partTable(
        part,
        outcomes.filter(({ cell }) => cell.part === part),
      ),
    )
    .join('\n\n');
}

function partTable(part: string, outcomes: readonly Outcome[]): string {
  const rows = distinct(outcomes.map(({ cell }) => cell.row)).sort();
  const columns = distinct(outcomes.map(({ cell }) => cell.column)).sort();
  const text = (row: string, column: string): string =>
    shown(outcomes.find(({ cell }) => cell.row === row && cell.column === column));
  const lines = [
    [part, ...columns],
    ...rows.map((row) => [row, ...columns.map((column) => text(row, column))]),
  ];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '-';
  const { seconds, note, failure } = outcome;
  const time = `${seconds.toFixed(1)} s`;
  if (failure !== undefined) return `FAILED ${time}`;
  return note === undefined ? `ok ${time}` : `ok ${time}, ${note}`;
}

/** All that the failed cells said. */
export function failuresOf(outcomes: readonly Outcome[]): string {
  return outcomes
    .filter(({ failure }) => failure !== undefined)
    .map(({ cell, failure }) => `FAILED ${cell.part} / ${cell.row} / ${cell.column}\n${failure}\n`)
    .join('\n');
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
