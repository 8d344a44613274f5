import { readdirSync, readFileSync } from 'node:fs';
import { statusOf } from '../../lib/errors.js';

const read = (path: string): string => readFileSync(`${__dirname}/../../${path}`, 'utf8');

/** Every source file of the library. */
function sources(): string[] {
  const files = readdirSync(`${__dirname}/../../lib`, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => read(`lib/${file}`));
}

/** The first column of every table row of a document. */
function firstColumn(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell as string);
}

describe('docs/events.md', () => {
  it('lists every event and no other', () => {
    const table = /export interface CibaEvents \{([\s\S]*?)\n\}/.exec(read('lib/events.ts'))?.[1] ?? '';
    const names = [...table.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(5);
    expect(firstColumn(read('docs/events.md')).sort()).toEqual(names.sort());
  });
});

describe('docs/errors.md', () => {
  const rows = firstColumn(read('docs/errors.md'));

  it('lists every start-up refusal and no other', () => {
    const thrown = sources().flatMap((source) => source.match(/(?<=')ERR_CIBA_[A-Z_]+(?=')/g) ?? []);
    expect(rows.filter((code) => code.startsWith('ERR_CIBA_')).sort()).toEqual([...new Set(thrown)].sort());
  });

  it('lists every wire code with its statuses and no other', () => {
    const codes = [...read('lib/errors.ts').matchAll(/^ {2}([a-z_]+): \{/gm)].map(
      ([, code]) => code as string,
    );
    expect(codes.length).toBeGreaterThan(15);
    expect(rows.filter((code) => !code.startsWith('ERR_')).sort()).toEqual(codes.sort());
    for (const code of codes) {
      const row = new RegExp(`^\\| \`${code}\` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|`, 'm').exec(
        read('docs/errors.md'),
      );
      const statuses = row?.slice(1).map((cell) => cell.trim().split(',')[0]);
      const endpoints = ['backchannel', 'token', 'registration'] as const;
      expect([code, statuses]).toEqual([
        code,
        endpoints.map((endpoint) => String(statusOf(code, endpoint) ?? '')),
      ]);
    }
  });
});
