import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

const { overrides } = JSON.parse(read('.biome.json')) as { readonly overrides: readonly Override[] };
const rooms = readdirSync(join(root, 'lib'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What Biome forbids all files of a room to import. */
function forbidden(room: string): readonly string[] {
  const own = overrides.filter(
    ({ includes, linter }) => includes.includes(`lib/${room}/**`) && linter.rules.style?.noRestrictedImports,
  );
  // Where two speak of one file the later replaces the earlier.
  expect(own).toHaveLength(1);
  const { patterns = [] } = own[0]?.linter.rules.style?.noRestrictedImports?.options ?? {};
  return patterns.flatMap(({ group }) => group);
}

/** What the map allows a room to import. */
function allowed(room: string): string {
  const line = read('CONTRIBUTING.md')
    .split('\n')
    .find((row) => row.startsWith('| `lib') && (row.split('|')[1] ?? '').includes(`\`lib/${room}\``));
  return (line?.split('|')[3] ?? '').trim();
}

const onTheFace = rooms.filter((room) => allowed(room) === '`lib/index.ts`');
const others = rooms.filter((room) => !onTheFace.includes(room));

describe('what Biome forbids is what the map does not allow:', () => {
  it.each(others)('%s', (room) => {
    const named = allowed(room) === 'nothing' ? [] : allowed(room).split(', ');
    const strangers = rooms.filter((other) => other !== room && !named.includes(other));
    const told = forbidden(room).filter((pattern) => pattern.endsWith('/**'));
    expect([...told].sort()).toEqual(strangers.map((other) => `**/${other}/**`).sort());
    expect(forbidden(room)).toEqual(
      expect.arrayContaining(['**/*wiring.js', '**/create-ciba.js', '**/index.js']),
    );
  });

  it.each(onTheFace)('%s, an entry of its own', (room) => {
    expect(forbidden(room)).toEqual(['../*', '../**', '!../index.js']);
  });

  it.each(rooms.filter((room) => room !== 'jwt' && !onTheFace.includes(room)))('jose, for %s', (room) => {
    expect(forbidden(room)).toEqual(expect.arrayContaining(['jose', 'jose/*']));
  });
});
