import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { entryPoints, exportedNames } from './face.ts';

const root = join(__dirname, '../..');
const folder = join(root, 'docs/reference');
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.md'),
);
const read = (path: string): string => readFileSync(path, 'utf8');
const names = exportedNames();

/** The names that have a heading of their own on a page. */
function headedNames(page: string): string[] {
  return [...page.matchAll(/^### ([\w\\]+)(?:\(\))?$/gm)].map(([, name]) =>
    String(name).replaceAll('\\', ''),
  );
}

/** Links of a page that lead nowhere. */
function brokenLinks(file: string): string[] {
  const page = read(join(folder, file));
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => String(link));
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? join(folder, file) : resolve(dirname(join(folder, file)), path);
    return !existsSync(target) || (anchor !== undefined && !read(target).includes(`<a id="${anchor}"></a>`));
  });
}

describe('docs/reference', () => {
  it('has a page for each entry point, and one that lists them', () => {
    expect(pages.sort()).toEqual(
      [...[...entryPoints().keys()].map((entry) => `${entry}.md`), 'README.md'].sort(),
    );
  });

  it.each([...entryPoints().keys()])('has every name of its entry point, and no other: %s', (entry) => {
    const exported = names.filter((one) => one.entry === entry).map(({ name }) => name);
    expect(headedNames(read(join(folder, `${entry}.md`))).sort()).toEqual(exported.sort());
  });

  it.each(pages)('has links that lead somewhere: %s', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it.each(pages)('has nothing in it that changes by itself: %s', (file) => {
    const page = read(join(folder, file));
    expect(page).not.toMatch(/Defined in|\.ts:\d|node_modules|file:\/\/|blob\/|Generated/);
    expect(page).not.toContain(root);
  });

  it('is made by npm run docs, and seen to be in sync by the gate', () => {
    const { scripts } = JSON.parse(read(join(root, 'package.json')));
    expect(scripts.docs).toBe('typedoc --options .ci/typedoc.json');
    expect(read(join(root, '.ci/run'))).toMatch(/^gate 'docs' docs_in_sync$/m);
  });
});
