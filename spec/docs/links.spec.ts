import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const guides = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'bench/README.md',
  ...guides,
];

/** What a heading is called in a link, as GitHub and npm call it. */
function anchorsOf(path: string): string[] {
  const headings = [...read(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => String(heading));
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links to other files and other places, outside of code. */
function linksOf(path: string): string[] {
  const prose = read(path)
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => String(target));
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function isBroken(link: string, from: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
}

describe('the links of', () => {
  it.each(documents)('%s lead to what is there', (path) => {
    expect(linksOf(path).filter((link) => isBroken(link, path))).toEqual([]);
  });
});

describe('docs/README.md', () => {
  const linked = linksOf('docs/README.md').map((link) => join('docs', link.split('#')[0] ?? ''));

  it('leads to every guide', () => {
    expect(guides.filter((path) => path !== 'docs/README.md' && !linked.includes(path))).toEqual([]);
  });

  it('leads to the reference, the changes, the duties and the map', () => {
    expect(linked).toEqual(
      expect.arrayContaining([
        'README.md',
        'SECURITY.md',
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'docs/reference/README.md',
      ]),
    );
  });
});
