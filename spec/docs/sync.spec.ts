import { readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(`${__dirname}/../../${path}`, 'utf8');

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
