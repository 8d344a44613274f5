import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MITIGATIONS } from '../../lib/configuration/mitigations.js';
import { defectsOf } from '../checklist/defects.ts';
import { rowsOf } from '../checklist/document.ts';
import { SECTIONS, type Section } from '../checklist/rules.ts';
import { specFilesBelow } from '../checklist/spec-files.ts';

const root = join(__dirname, '../..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');

/** The part of the document below a heading. */
function below(heading: string): string {
  const [, part = ''] = text.split(`\n## ${heading}\n`);
  return part.split('\n## ')[0] ?? '';
}

function numbered(prefix: string, many: number): string[] {
  return Array.from({ length: many }, (_, i) => `${prefix}-${i + 1}`);
}

/** Those of the texts, by the numbers that the checklist has; and our own. */
const threats: readonly Section[] = [
  ...SECTIONS.filter(({ number }) => number === '12' || number === '12.1').map(
    ({ must, may, ...section }) => ({
      ...section,
      must: [...must, ...may],
      may: [],
    }),
  ),
  { number: 'P', title: 'What went wrong elsewhere', must: numbered('P', 15), may: [] },
  { number: 'A', title: 'What has been reported', must: numbered('A', 12), may: [] },
  { number: 'X', title: 'What Express, Redis and JavaScript make easy', must: numbered('X', 15), may: [] },
  { number: 'U', title: 'What a device and a page open', must: numbered('U', 7), may: [] },
];

describe('SECURITY.md', () => {
  it('has a row for each threat, with tests that exist or a duty of the host', () => {
    expect(defectsOf(rowsOf(below('Threats')), { sections: threats, find: specFilesBelow(root) })).toEqual(
      [],
    );
  });

  it('leaves few threats to the host', () => {
    const duties = rowsOf(below('Threats')).filter(({ shownBy }) => shownBy.includes('duty'));
    expect(duties.map(({ id }) => id)).toEqual(['SC-2', 'CD-1', 'CD-2']);
  });

  it('explains each mitigation that may be off, in the order in which they are told, and no other', () => {
    const names = [...below('What is off').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(names).toEqual([...MITIGATIONS]);
  });

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => String(path));
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(dirname(join(root, 'SECURITY.md')), path)))).toEqual([]);
  });

  it('is in the package', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(files).toContain('SECURITY.md');
  });
});
