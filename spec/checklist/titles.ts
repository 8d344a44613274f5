import ts from 'typescript';

/** The tests of a spec file, as its source shows them. */
export interface SpecFile {
  /** Of each test the titles of the describes around it, from outside in, then its own; placeholders as written. */
  readonly tests: readonly (readonly string[])[];
  /** Every text of the file, among which are the cases of its tables. */
  readonly texts: ReadonlySet<string>;
}

const TESTS = ['it', 'test'];
const GROUPS = ['describe'];

/** Words by which a test is not run. */
const NOT_RUN = ['skip', 'todo', 'failing'];

/** Reads the titles out of a spec file; tests that are skipped are none. */
export function titlesIn(source: string): SpecFile {
  const tests: string[][] = [];
  const texts = new Set<string>();
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const text = textOf(node);
    if (text !== undefined) texts.add(text);
    const call = titledCall(node);
    if (call?.run === false) return;
    if (call && TESTS.includes(call.word)) tests.push([...around, call.title]);
    const inside = call && GROUPS.includes(call.word) ? [...around, call.title] : around;
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  // Parents are needed for the text of templates.
  visit(ts.createSourceFile('spec.ts', source, ts.ScriptTarget.Latest, true), []);
  return { tests, texts };
}

interface TitledCall {
  readonly word: string;
  readonly title: string;
  readonly run: boolean;
}

/** `it('…')`, `it.each(…)('…')`, `describe('…')` and their like. */
function titledCall(node: ts.Node): TitledCall | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const title = node.arguments[0] && textOf(node.arguments[0]);
  const [word = '', ...modifiers] = wordsOf(node.expression);
  if (title === undefined || ![...TESTS, ...GROUPS].includes(word)) return undefined;
  return { word, title, run: !modifiers.some((modifier) => NOT_RUN.includes(modifier)) };
}

/** The names in `it.concurrent.each(…)`, from the left. */
function wordsOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? wordsOf(callee.tag) : [];
}

/** The text of a literal; of a template what stands between its quotes. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}
