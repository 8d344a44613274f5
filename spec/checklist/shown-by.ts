/** A test that a row names: the spec file, then the test's title and what leads to it or tells its case. */
export interface Citation {
  readonly file: string;
  readonly names: readonly string[];
}

/** Whose duty a rule is where no test of ours can show it. */
export type Duty = 'client' | 'host' | 'excluded';

/** What stands in the last column of a row. */
export type ShownBy =
  | { readonly kind: 'tests'; readonly citations: readonly Citation[] }
  | { readonly kind: 'duty'; readonly duty: Duty }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable' };

/** Code spans with `›` between them: `spec/a.spec.ts` › `describe` › `test`. */
const CITATION = /`spec\/[^`]+`(?: › `[^`]+`)+/g;

/** The words of the duties. A host's duty says which; an exclusion names the option and its value. */
const DUTIES: readonly (readonly [Duty, RegExp])[] = [
  ['client', /^client's duty$/],
  ['host', /^host's duty: \S.*$/],
  ['excluded', /^excluded by `\w+: [^`]+`$/],
];

/** Reads the last column of a row. */
export function readShownBy(cell: string): ShownBy {
  if (cell === '') return { kind: 'nothing' };
  const duty = DUTIES.find(([, words]) => words.test(cell))?.[0];
  if (duty !== undefined) return { kind: 'duty', duty };
  const citations = (cell.match(CITATION) ?? []).map(citation);
  const rest = cell.replaceAll(CITATION, '').replaceAll('<br>', '').trim();
  return citations.length > 0 && rest === '' ? { kind: 'tests', citations } : { kind: 'unreadable' };
}

function citation(text: string): Citation {
  const [file = '', ...names] = text.split(' › ').map((span) => span.slice(1, -1));
  return { file, names };
}
