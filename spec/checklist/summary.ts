import type { Row } from './document.ts';
import type { Section } from './rules.ts';
import { readShownBy } from './shown-by.ts';

/** How the rows of one section are shown. */
export interface SectionSummary {
  readonly title: string;
  readonly rows: number;
  readonly tested: number;
  readonly duties: number;
}

/** Counts the rows of each section, and of all together. */
export function summaryOf(rows: readonly Row[], sections: readonly Section[]): SectionSummary[] {
  const counted = sections.map(({ number, title, must, may }) =>
    countOf(
      `${number} ${title}`,
      rows.filter(({ id }) => must.includes(id) || may.includes(id)),
    ),
  );
  return [...counted, countOf('all', rows)];
}

function countOf(title: string, rows: readonly Row[]): SectionSummary {
  const kinds = rows.map(({ shownBy }) => readShownBy(shownBy).kind);
  const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
  return { title, rows: rows.length, tested: count('tests'), duties: count('duty') };
}

/** The summary as it is printed. */
export function summaryText(summaries: readonly SectionSummary[]): string {
  const width = Math.max(...['section', ...summaries.map(({ title }) => title)].map((text) => text.length));
  const line = (title: string, ...columns: readonly (string | number)[]): string =>
    [title.padEnd(width), ...columns.map((column) => String(column).padStart(7))].join(' ');
  return [
    line('section', 'rows', 'tested', 'duties'),
    ...summaries.map(({ title, rows, tested, duties }) => line(title, rows, tested, duties)),
  ].join('\n');
}
