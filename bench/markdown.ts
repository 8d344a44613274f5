import type { Comparison } from './compare.js';
import type { Findings } from './findings.js';
import type { Verdict } from './judge.js';

/** Between these two lines of a document the table of the last run stands. */
const BEGIN = '<!-- bench: npm run bench -- --check --markdown docs/performance.md -->';
const END = '<!-- end of bench -->';

type Row = readonly (string | number)[];

/** The findings as tables. */
export function findingsMarkdown({ comparisons, steps, memory, growth }: Findings): string {
  return [
    ...comparisons.map(comparisonMarkdown),
    ...section(
      'Each step alone',
      ['step', 'server', 'round trips', 'commands, those in scripts too', 'bytes to Redis', 'bytes back'],
      steps.map(({ operation, server, redis: { reads, commands, bytesIn, bytesOut } }) => [
        ...[
          operation,
          server,
          reads.toFixed(1),
          commands.toFixed(1),
          bytesIn.toFixed(0),
          bytesOut.toFixed(0),
        ],
      ]),
    ),
    ...section(
      'Redis memory',
      ['server', 'pending', 'bytes per pending request'],
      memory.map(({ server, pending, bytes }) => [server, pending, bytes.toFixed(0)]),
    ),
    ...section(
      'Growth, of ours',
      ['operation', 'pending', 'CPU us', 'CPU of Redis us', 'drift of the first row'],
      growth.flatMap(({ operation, levels, drift }) =>
        levels.map(({ pending, cpu, redisCpu }, n) => [
          ...[operation, pending, cpu.toFixed(0), redisCpu.toFixed(0), n === 0 ? percent(drift) : ''],
        ]),
      ),
    ),
  ].join('\n');
}

/** What was judged, as a table. */
export function verdictsMarkdown(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ budget, found, figure, limit, holds }) => [
    ...[budget, short(figure), short(found), short(limit), holds ? 'holds' : '**fails**'],
  ]);
  const header = ['budget', 'figure', 'found', 'limit with noise', ''];
  return section('Budgets', header, rows).join('\n');
}

/** What was judged, a line each. */
export function verdictLines(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.map(({ budget, found, figure, limit, holds }) => {
    const seen = Number.isNaN(found) ? 'not measured' : `found ${short(found)}`;
    return `${holds ? 'holds' : 'FAILS'}  ${budget} ${short(figure)} (${short(limit)} with noise): ${seen}`;
  });
}

/** The document with what stands between its two marks replaced. */
export function spliced(document: string, table: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`the document lacks the lines ${BEGIN} and ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${table.trim()}\n\n${document.slice(end)}`;
}

/** Where and when a run was, as a sentence. */
export function machineMarkdown(facts: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  return `Measured: ${parts.join(', ')}.`;
}

function comparisonMarkdown({ operation, figures, noise }: Comparison): string {
  const header = [
    'server',
    'CPU us',
    'x F1',
    'p50 ms',
    'p99 ms',
    'CPU of Redis us',
    'bytes to Redis',
    'bytes back',
  ];
  const rows = figures.map(({ server, cpu, pairedRatio, p50, p99, redis }) => [
    ...[server, cpu.toFixed(1), pairedRatio.toFixed(2), p50.toFixed(2), p99.toFixed(2), redis.cpu.toFixed(0)],
    ...[redis.bytesIn.toFixed(0), redis.bytesOut.toFixed(0)],
  ]);
  return section(`${operation} (F1 against itself ${percent(noise.pairedRatio)})`, header, rows).join('\n');
}

function section(title: string, header: Row, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const ruler = header.map((_name, n) => (isNumber(rows[0]?.[n]) ? '---:' : '---'));
  return [`**${title}**`, '', ...[header, ruler, ...rows].map((row) => `| ${row.join(' | ')} |`), ''];
}

function isNumber(cell: Row[number] = ''): boolean {
  return !Number.isNaN(Number.parseFloat(String(cell)));
}

function short(value: number): string {
  return Number.isNaN(value) ? '-' : Number(value.toFixed(2)).toString();
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
