import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { defectsOf, type Standard } from '../checklist/defects.ts';
import { rowsOf } from '../checklist/document.ts';
import { SECTIONS, type Section } from '../checklist/rules.ts';
import { readShownBy } from '../checklist/shown-by.ts';
import { specFilesBelow } from '../checklist/spec-files.ts';
import { summaryOf, summaryText } from '../checklist/summary.ts';
import { titlesIn } from '../checklist/titles.ts';

const root = join(__dirname, '../..');

describe('docs/conformance.md', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/conformance.md'), 'utf8'));

  it('has a row for every rule that binds, each with tests that are there or with a duty', () => {
    expect(defectsOf(rows, { sections: SECTIONS, find: specFilesBelow(root) })).toEqual([]);
  });

  it('has them in the order of the rules', () => {
    const order = SECTIONS.map(({ must, may }) => [...must, ...may]);
    const sectionOf = (id: string): number => order.findIndex((ids) => ids.includes(id));
    const seen = rows.map(({ id }) => sectionOf(id));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

describe('the list of rules', () => {
  const all = SECTIONS.flatMap(({ must, may }) => [...must, ...may]);

  it('names no rule twice', () => {
    expect(new Set(all).size).toBe(all.length);
  });

  it('has the sections 1 to 14, and each row of the two tables', () => {
    const sections = '1 2 2.1 3 3.1 3.2 4 4.1 5 6 7 8 9.1 9.2 9.3 9.4 9.5 10 11 12 12.1 13 13.1 14';
    expect(SECTIONS.map(({ number }) => number)).toEqual(sections.split(' '));
    expect(all.filter((id) => id.startsWith('9.3-'))).toHaveLength(15);
    expect(all.filter((id) => id.startsWith('8-'))).toHaveLength(16);
  });
});

const sections: readonly Section[] = [{ number: '1', title: 'One', must: ['A-1', 'A-2'], may: ['A-3'] }];

const spec = `
describe('polls', () => {
  it('are slow', () => {});
  it.each(['early', 'late'])('come %s', () => {});
  describe.each([1, 2])('at %i', () => { test(\`take \${time} s\`, () => {}); });
  it.skip('are skipped', () => {});
  it.todo('are to do');
  // it('are a comment', () => {});
});
describe.skip('nothing', () => { it('is run', () => {}); });
`;
const standard: Standard = {
  sections,
  find: (path) => (path === 'spec/polls.spec.ts' ? titlesIn(spec) : undefined),
};

const shown = '`spec/polls.spec.ts` › `are slow`';
const row = (id: string, shownBy: string = shown): string => `| ${id} | ours | We do it. | ${shownBy} |`;
const page = (...rows: readonly string[]): string =>
  ['# A', '', '| id | from | what | shown by |', '|---|---|---|---|', ...rows, ''].join('\n');
const defects = (...rows: readonly string[]): string[] => defectsOf(rowsOf(page(...rows)), standard);
const shownAs = (shownBy: string): string[] => defects(row('A-1', shownBy), row('A-2'));

describe('the checklist finds nothing wrong', () => {
  it('with a row for each rule that binds', () => {
    expect(defects(row('A-1'), row('A-2'))).toEqual([]);
  });

  it('with a row for a rule that does not bind beside them', () => {
    expect(defects(row('A-1'), row('A-2'), row('A-3'))).toEqual([]);
  });

  it.each([
    ["client's duty"],
    ["host's duty: TLS in front of both endpoints"],
    ["excluded by `deliveryModes: ['poll']`"],
    ['`spec/polls.spec.ts` › `polls` › `are slow`'],
    ['`spec/polls.spec.ts` › `come %s`'],
    ['`spec/polls.spec.ts` › `come %s` › `late`'],
    ['`spec/polls.spec.ts` › `polls` › `come %s` › `early`'],
    [`\`spec/polls.spec.ts\` › \`at %i\` › \`take \${time} s\``],
    [`${shown}<br>${shown}`],
  ])('with what shows it as %s', (shownBy) => {
    expect(shownAs(shownBy)).toEqual([]);
  });
});

describe('the checklist finds', () => {
  it('a rule without a row', () => {
    expect(defects(row('A-2'))).toEqual(['A-1: no row']);
    expect(defects()).toEqual(['A-1: no row', 'A-2: no row']);
  });

  it('a rule with two rows', () => {
    expect(defects(row('A-1'), row('A-2'), row('A-1'))).toEqual(['A-1: more than one row']);
  });

  it('a row for a rule that does not exist', () => {
    expect(defects(row('A-1'), row('A-2'), row('A-4'))).toEqual(['A-4: not a rule that we know']);
  });

  it('a row with neither tests nor a duty', () => {
    expect(shownAs('')).toEqual(['A-1: neither tests nor a duty']);
  });

  it.each([
    ['tests and a duty', `${shown} client's duty`],
    ['two duties', "client's duty, host's duty: TLS"],
    ["a host's duty that says not which", "host's duty"],
    ['an exclusion that names no value', 'excluded by `deliveryModes`'],
    ['an exclusion that names nothing', 'excluded'],
    ['a file without a test', '`spec/polls.spec.ts`'],
    ['a test without a file', '`are slow`'],
    ['words', 'obvious'],
    ['tests and words', `${shown} and more`],
  ])('a row with %s', (_what, shownBy) => {
    expect(shownAs(shownBy)).toEqual([`A-1: neither tests nor exactly one duty: ${shownBy}`]);
  });

  it('a row that says not what we do, or where the rule comes from', () => {
    expect(defects(`| A-1 | ours | | ${shown} |`, row('A-2'))).toEqual(['A-1: says not what we do']);
    expect(defects(`| A-1 | | We do. | ${shown} |`, row('A-2'))).toEqual([
      'A-1: says not where the rule comes from',
    ]);
  });

  it('a test in a file that does not exist', () => {
    const nowhere = '`spec/nowhere.spec.ts` › `are slow`';
    const fault = ['A-1: spec/nowhere.spec.ts does not exist, and with it no “are slow”'];
    expect(shownAs(nowhere)).toEqual(fault);
    expect(shownAs(`${shown}<br>${nowhere}`)).toEqual(fault);
  });

  it.each([
    ['that nobody wrote', 'are fast'],
    ['of which only a part is named', 'are'],
    ['that is only a comment', 'are a comment'],
    ['that is skipped', 'are skipped'],
    ['that is to do', 'are to do'],
    ['in a group that is skipped', 'is run'],
    ['that is a group', 'polls'],
    ['that is only a case', 'early'],
    ['of another group', 'at %i` › `are slow'],
    ['of a case that is not in the file', 'come %s` › `never'],
    ['of a case in front of it', 'early` › `come %s'],
  ])('a test %s', (_what, name) => {
    const named = name.replaceAll('` › `', ' › ');
    expect(shownAs(`\`spec/polls.spec.ts\` › \`${name}\``)).toEqual([
      `A-1: spec/polls.spec.ts has no test “${named}”`,
    ]);
  });
});

describe('the rows of a document', () => {
  it('may have a bar in a cell', () => {
    expect(rowsOf(page('| A-1 | ours | a \\| b | `spec/a.ts` › `c \\| d` |'))).toEqual([
      { id: 'A-1', source: 'ours', sentence: 'a | b', shownBy: '`spec/a.ts` › `c | d`' },
    ]);
  });

  it('have four columns', () => {
    expect(() => rowsOf(page('| A-1 | ours | We do. | x | y |'))).toThrow('A-1 has more than 4 columns');
    expect(readShownBy(rowsOf(page('| A-1 | ours | We do. |'))[0]?.shownBy ?? '')).toEqual({
      kind: 'nothing',
    });
  });

  it('are counted by section', () => {
    const rows = rowsOf(page(row('A-1'), row('A-2', "client's duty"), row('A-3', 'words')));
    expect(summaryOf(rows, sections)).toEqual([
      { title: '1 One', rows: 3, tested: 1, duties: 1 },
      { title: 'all', rows: 3, tested: 1, duties: 1 },
    ]);
    expect(summaryText(summaryOf(rows, sections))).toBe(
      [
        'section    rows  tested  duties',
        '1 One         3       1       1',
        'all           3       1       1',
      ].join('\n'),
    );
  });
});

describe('npm run checklist', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checklist-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the command on a document. */
  async function run(markdown: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
    const path = join(folder, 'planted.md');
    writeFileSync(path, markdown);
    const args = ['--import', 'tsx', 'spec/checklist/main.ts', path];
    const ran = promisify(execFile)(process.execPath, args, { cwd: root });
    return ran.then(
      (output) => ({ code: 0, ...output }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  }

  const every = SECTIONS.flatMap(({ must }) => must).map((id) => row(id, "client's duty"));

  it('is the command of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.checklist).toBe('tsx spec/checklist/main.ts');
  });

  it('prints a summary and ends with 0 where nothing is wrong', async () => {
    const { code, stdout, stderr } = await run(page(...every));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^all +(\d+) +0 +\1$/m);
  });

  it('lists each defect and ends with 1 where something is', async () => {
    const { code, stdout, stderr } = await run(page(...every.slice(1), row('X-1')));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: [
        'MD-1: no row',
        'X-1: not a rule that we know',
        'X-1: spec/polls.spec.ts does not exist, and with it no “are slow”',
        '',
      ].join('\n'),
    });
    expect(stdout).toContain('Server metadata');
  });
});
