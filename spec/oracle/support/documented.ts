import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of docs/differences.md. */
export interface Difference {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** A row of docs/conformance.md. */
  readonly rule: string;
  /** Where the rule comes from, such as `CIBA Core §13`. */
  readonly section: string;
  readonly why: string;
}

const FILE = join(__dirname, '../../../docs/differences.md');

/** The rows of all tables in docs/differences.md, by case. */
export function documentedDifferences(): ReadonlyMap<string, Difference> {
  const lines = readFileSync(FILE, 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| case |')).map(readRow);
  const differences = new Map(rows.map((row) => [row.name, row]));
  if (differences.size !== rows.length) throw new Error('a case stands twice in docs/differences.md');
  return differences;
}

function readRow(line: string): Difference {
  const cells = line.split('|').slice(1, -1);
  const [name, ours, theirs, settled, why, ...rest] = cells.map((cell) => cell.trim().replaceAll('`', ''));
  if (!name || !ours || !theirs || !settled || !why || rest.length > 0) throw new Error(`not a row: ${line}`);
  const [rule = '', section = ''] = settled.split(', ');
  return { name, ours, theirs, rule, section, why };
}
