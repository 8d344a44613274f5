import type { Citation } from './shown-by.ts';
import type { SpecFile } from './titles.ts';

/** Finds a spec file by its path; undefined where there is none. */
export type FindSpec = (path: string) => SpecFile | undefined;

/** What is wrong with a citation; undefined where the test is there. */
export function faultOf({ file, names }: Citation, find: FindSpec): string | undefined {
  const spec = find(file);
  const test = `“${names.join(' › ')}”`;
  if (spec === undefined) return `${file} does not exist, and with it no ${test}`;
  return isIn(spec, names) ? undefined : `${file} has no test ${test}`;
}

/** The names are the end of a test's titles; the last may instead be a text of its table, which tells the case. */
function isIn({ tests, texts }: SpecFile, names: readonly string[]): boolean {
  const theCase = names.at(-1) ?? '';
  return endsATest(tests, names) || (texts.has(theCase) && endsATest(tests, names.slice(0, -1)));
}

function endsATest(tests: SpecFile['tests'], names: readonly string[]): boolean {
  return names.length > 0 && tests.some((titles) => sameTexts(titles.slice(-names.length), names));
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, i) => text === others[i]);
}
