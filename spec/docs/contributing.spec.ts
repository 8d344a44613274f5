import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const text = read('CONTRIBUTING.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** What the document writes as code: paths, commands, names. */
const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, written]) => String(written));
const PATH =
  /^(?:(?:lib|spec|bench|examples|docs|\.ci)(?:\/[\w./-]+)?|\.biome\.json|[A-Z]+\.md|package\.json)$/;
const paths = [...new Set(code.filter((written) => PATH.test(written)))];

function foldersBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** One row of the map: the folders it speaks of, and the rooms that they may import. */
interface Row {
  readonly folders: readonly string[];
  readonly imports: string;
}

const [, map = ''] = text.split('| room | what belongs there | imports |\n');
const rows: readonly Row[] = [
  ...(map.split('\n\n')[0] ?? '').matchAll(/^\| (`lib[^|]*) \|[^|]*\| ([^|]*) ?\|$/gm),
].map(([, folders = '', imports = '']) => ({
  folders: [...folders.matchAll(/`([^`]+)`/g)].map(([, folder]) => String(folder)),
  imports: imports.trim(),
}));

const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const isTop = (path: string): boolean => dirname(path) === 'lib';

/** The rooms that each room imports, and the files at the top that it does. */
function imported(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts')).map((name) => `lib/${name}`)) {
    if (isTop(file)) continue;
    const targets = [...read(file).matchAll(/from '(\.[^']+)\.js'/g)].map(([, target]) =>
      join(dirname(file), `${target}.ts`),
    );
    const others = targets.map((target) => (isTop(target) ? target : roomOf(target)));
    const room = roomOf(file);
    found.set(room, new Set([...(found.get(room) ?? []), ...others.filter((other) => other !== room)]));
  }
  return found;
}

describe('CONTRIBUTING.md', () => {
  it('names what exists, and enough of it', () => {
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has a line for every folder of lib, and the map for no other', () => {
    const named = rows.flatMap(({ folders }) => folders);
    expect(named.sort()).toEqual(['lib', ...foldersBelow('lib')].sort());
  });

  it('has a word for every folder of spec', () => {
    const mirrored = readdirSync(join(root, 'lib'));
    const own = readdirSync(join(root, 'spec'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const unnamed = own.map(({ name }) => name).filter((name) => !mirrored.includes(name));
    expect(unnamed.filter((name) => !paths.some((path) => path.startsWith(`spec/${name}`)))).toEqual([]);
  });

  it.each([...imported()].map(([room, others]) => [room, others] as const))(
    'tells all that %s imports',
    (room, others) => {
      const { imports = '' } = rows.find(({ folders }) => folders.includes(room)) ?? {};
      const top = [...others].filter(isTop);
      const rooms = [...others].filter((other) => !isTop(other));
      if (imports === '`lib/index.ts`') return expect([rooms, top]).toEqual([[], ['lib/index.ts']]);
      const allowed = imports.split(', ').map((name) => `lib/${name}`);
      expect(rooms.filter((other) => !allowed.includes(other))).toEqual([]);
      expect(top.filter((path) => /(?:wiring|create-ciba|index)\.ts$/.test(path))).toEqual([]);
    },
  );

  it.each([
    ['jose', ['lib/jwt']],
    ['ioredis', []],
    ['express', []],
    ['node:https', ['lib/http', 'lib/outbound', 'lib/testing']],
    ['node:http', ['lib/http', 'lib/operations', 'lib/outbound', 'lib/testing']],
  ])('tells the one door of each technology: %s is imported there alone', (name, doors) => {
    const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
    const importing = files
      .filter((file) => file.endsWith('.ts') && !isTop(`lib/${file}`))
      // An example in a docstring imports what it likes.
      .filter((file) =>
        new RegExp(`^(?:import|export) (?!type )[^;]*'${name}'`, 'm').test(read(`lib/${file}`)),
      )
      .map((file) => roomOf(`lib/${file}`));
    expect([...new Set(importing)].filter((room) => !(doors as string[]).includes(room))).toEqual([]);
  });

  it('names every command, and no other', () => {
    const named = new Set([...text.matchAll(/`npm (?:run )?([a-z:-]+)/g)].map(([, name]) => String(name)));
    const parts = ['build:clean', 'build:esm', 'build:cjs', 'prepack'];
    expect(Object.keys(scripts).filter((name) => !named.has(name) && !parts.includes(name))).toEqual([]);
    const ofNpm = ['ci', 'version', 'deprecate'];
    expect([...named].filter((name) => scripts[name] === undefined && !ofNpm.includes(name))).toEqual([]);
  });

  it('tells twenty typical changes or more, each with its place', () => {
    const [, changes = ''] = text.split('## Where would I change …');
    const told = [...changes.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].slice(2);
    expect(told.length).toBeGreaterThan(20);
  });
});
