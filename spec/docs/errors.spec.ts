import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Endpoint, statusOf } from '../../lib/errors.js';
import { refusalsIn, startUpRefusals } from './refusals.ts';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/errors.md');

/** The rows of the tables below a heading, cell by cell. */
function rowsBelow(heading: string): string[][] {
  const [, part = ''] = page.split(`\n${heading}\n`);
  const depth = heading.indexOf(' ');
  const [own = ''] = part.split(new RegExp(`^#{1,${depth}} `, 'm'));
  const lines = own.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const bare = (cell: string | undefined): string => (cell ?? '').replace(/^`|`$/g, '');
const codesBelow = (heading: string): string[] => rowsBelow(heading).map(([code]) => bare(code));

/** The last two cells of a row: what is wrong, and what to do. */
const isExplained = (row: readonly string[]): boolean =>
  row.slice(-2).every((cell) => /[\p{L}\p{N}].{4,}/u.test(cell)) && row.at(-1) !== row.at(-2);

function unexplained(heading: string): string[] {
  return rowsBelow(heading)
    .filter((row) => !isExplained(row))
    .map(([code]) => bare(code));
}

/** Every code in the sources that begins so. */
function codesInSources(): string[] {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => read(`lib/${file}`));
  return [...new Set(sources.flatMap((source) => source.match(/(?<=')ERR_CIBA_[A-Z_]+(?=')/g) ?? []))];
}

const wireCodes = [...read('lib/errors.ts').matchAll(/^ {2}([a-z_]+): \{/gm)].map(([, code]) => String(code));

const endpoints = [
  ['### Backchannel authentication endpoint', 'backchannel'],
  ['### Token endpoint', 'token'],
  ['### Registration', 'registration'],
] as const satisfies readonly (readonly [string, Endpoint])[];

const sections = [
  ...endpoints.map(([heading]) => [heading, 4] as const),
  ['### What is pushed', 3],
  ['## At start-up', 4],
  ['## At approval', 3],
  ["## In an operator's hands", 3],
  ['## On the way out', 3],
] as const;

describe('docs/errors.md', () => {
  it.each(sections)('says of each code cause and cure: %s', (heading, columns) => {
    const rows = rowsBelow(heading);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => row.length !== columns)).toEqual([]);
    expect(unexplained(heading)).toEqual([]);
  });

  it.each(endpoints)('has the codes and statuses of its endpoint, each once: %s', (heading, endpoint) => {
    const told = rowsBelow(heading).map(([code, status]) => [
      bare(code),
      Number.parseInt(String(status), 10),
    ]);
    const known = wireCodes.flatMap((code) => {
      const status = statusOf(code, endpoint);
      return status === undefined ? [] : [[code, status]];
    });
    expect(told.sort()).toEqual(known.sort());
  });

  it('has what is pushed', () => {
    const pushed = [...read('lib/notification/deliver.ts').matchAll(/error: '([a-z_]+)' \}/g)].map(
      ([, code]) => code,
    );
    expect(pushed).toHaveLength(2);
    expect(codesBelow('### What is pushed')).toEqual(pushed);
  });

  it('has every text of every refusal at start-up, each once, and no other', () => {
    const told = rowsBelow('## At start-up').map(([code, text]) => `${bare(code)} ${bare(text)}`);
    const thrown = startUpRefusals().map(({ code, text }) => `${code} ${text}`);
    expect(thrown.length).toBeGreaterThan(50);
    expect(told.sort()).toEqual(thrown.sort());
  });

  it('has every code that begins with ERR_CIBA_, and no other', () => {
    const [, own = ''] = page.split('\n## At start-up\n');
    const told = [...own.matchAll(/^\| `(ERR_CIBA_[A-Z_]+)` \|/gm)].map(([, code]) => String(code));
    expect([...new Set(told)].sort()).toEqual(codesInSources().sort());
  });
});

describe('the refusals of a source', () => {
  const thrown = (...lines: readonly string[]): unknown =>
    refusalsIn(lines.join('\n')).map(({ text }) => text);

  it('are read from text, and from a template without what differs', () => {
    const text = "throw new ConfigurationError('ERR_CIBA_A', 'a is b');";
    expect(refusalsIn(text)).toEqual([{ code: 'ERR_CIBA_A', text: 'a is b' }]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source.
    expect(thrown("new ConfigurationError('ERR_CIBA_A', `${x}${y} is ${z}`)")).toEqual(['… is …']);
  });

  it('are read from a constant beside them', () => {
    expect(
      thrown('function f() {', "const m = 'a is b';", "throw new ConfigurationError('E', m); }"),
    ).toEqual(['a is b']);
  });

  it('are read from what a function is called with', () => {
    const demand =
      "function demand(so: boolean, m: string) { if (!so) throw new ConfigurationError('E', m); }";
    expect(thrown(demand, "demand(a, 'a is b');", "demand(b, 'b is c');")).toEqual(['a is b', 'b is c']);
  });

  it.each([
    "new ConfigurationError(code, 'a')",
    "new ConfigurationError('E')",
    "new ConfigurationError('E', m)",
  ])('are never overlooked: %s', (source) => {
    expect(() => refusalsIn(source)).toThrow();
  });
});
