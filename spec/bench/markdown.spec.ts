import { describe, expect, it } from '@jest/globals';
import type { Findings } from '../../bench/findings.js';
import { findingsMarkdown, spliced, verdictLines, verdictsMarkdown } from '../../bench/markdown.js';

const BEGIN = '<!-- bench: npm run bench -- --check --markdown docs/performance.md -->';
const END = '<!-- end of bench -->';

const holding = { budget: 'poll: CPU, x F1, at most', found: 0.987, figure: 1, limit: 1.162, holds: true };
const failing = { ...holding, found: 1.3, holds: false };

describe('the table of a document', () => {
  it('stands between its two marks, and nothing else changes', () => {
    const document = `# Title\n\n${BEGIN}\n\nold\n\n${END}\n\nafter\n`;
    const once = spliced(document, 'new\n');
    expect(once).toBe(`# Title\n\n${BEGIN}\n\nnew\n\n${END}\n\nafter\n`);
    expect(spliced(once, 'new\n')).toBe(once);
  });

  it.each([['no mark at all'], [BEGIN], [END], [`${END}\n${BEGIN}`]])('is refused by %j', (document) => {
    expect(() => spliced(document, 'new')).toThrow(`the document lacks the lines ${BEGIN} and ${END}`);
  });
});

describe('verdicts', () => {
  it('are lines that say what was found and what is allowed', () => {
    expect(verdictLines([holding, failing, { ...failing, found: Number.NaN }])).toEqual([
      'holds  poll: CPU, x F1, at most 1 (1.16 with noise): found 0.99',
      'FAILS  poll: CPU, x F1, at most 1 (1.16 with noise): found 1.3',
      'FAILS  poll: CPU, x F1, at most 1 (1.16 with noise): not measured',
    ]);
  });

  it('are rows of a table', () => {
    expect(verdictsMarkdown([holding, failing])).toBe(
      [
        '**Budgets**',
        '',
        '| budget | figure | found | limit with noise |  |',
        '| --- | ---: | ---: | ---: | --- |',
        '| poll: CPU, x F1, at most | 1 | 0.99 | 1.16 | holds |',
        '| poll: CPU, x F1, at most | 1 | 1.3 | 1.16 | **fails** |',
        '',
      ].join('\n'),
    );
  });
});

describe('findings', () => {
  const findings: Findings = {
    comparisons: [],
    steps: [],
    memory: [{ server: 'ours', pending: 20_000, bytes: 708.5 }],
    growth: [],
  };

  it('leave out what was not measured', () => {
    expect(findingsMarkdown({ ...findings, memory: [] })).toBe('');
  });

  it('have numbers to the right and words to the left', () => {
    expect(findingsMarkdown(findings)).toBe(
      [
        '**Redis memory**',
        '',
        '| server | pending | bytes per pending request |',
        '| --- | ---: | ---: |',
        '| ours | 20000 | 709 |',
        '',
      ].join('\n'),
    );
  });
});
