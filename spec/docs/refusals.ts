import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a source throws at whoever sets the package up. */
export interface Refusal {
  readonly code: string;
  /** The text, `…` in place of what differs from one to the next. */
  readonly text: string;
}

const lib = join(__dirname, '../../lib');

/** Every `new ConfigurationError(code, text)` of the library, each code with each of its texts once. */
export function startUpRefusals(): Refusal[] {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const found = files.flatMap((file) => refusalsIn(readFileSync(join(lib, file), 'utf8')));
  return [...new Map(found.map((refusal) => [`${refusal.code} ${refusal.text}`, refusal])).values()];
}

/** Those of one source. */
export function refusalsIn(code: string): Refusal[] {
  const source = ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest, true);
  return nodesOf(source).flatMap((node) => {
    if (!ts.isNewExpression(node) || node.expression.getText() !== 'ConfigurationError') return [];
    const [first, second] = node.arguments ?? [];
    if (first === undefined || !ts.isStringLiteral(first) || second === undefined)
      throw new Error(`a refusal without a code and a text: ${node.getText()}`);
    return textsOf(second, source).map((text) => ({ code: first.text, text }));
  });
}

function nodesOf(node: ts.Node): ts.Node[] {
  return [node, ...node.getChildren().flatMap(nodesOf)];
}

/** What an expression may say: a constant by its value, a parameter by what the function is called with. */
function textsOf(expression: ts.Expression, source: ts.SourceFile): string[] {
  if (ts.isStringLiteral(expression) || ts.isNoSubstitutionTemplateLiteral(expression))
    return [expression.text];
  if (ts.isTemplateExpression(expression))
    return [
      [expression.head.text, ...expression.templateSpans.map(({ literal }) => literal.text)]
        .join('…')
        .replace(/…+/g, '…'),
    ];
  if (ts.isIdentifier(expression))
    return valuesOf(expression, source).flatMap((value) => textsOf(value, source));
  throw new Error(`a text that cannot be read: ${expression.getText()}`);
}

function valuesOf(name: ts.Identifier, source: ts.SourceFile): ts.Expression[] {
  for (let node: ts.Node = name; node !== source; node = node.parent) {
    const constant = ts.isBlock(node) ? constantIn(node, name.text) : undefined;
    if (constant !== undefined) return [constant];
    if (ts.isFunctionDeclaration(node)) return givenTo(node, name.text, source);
  }
  throw new Error(`nothing is known of ${name.text}`);
}

function constantIn(block: ts.Block, name: string): ts.Expression | undefined {
  const declared = block.statements
    .filter(ts.isVariableStatement)
    .flatMap((one) => [...one.declarationList.declarations]);
  return declared.find((one) => one.name.getText() === name)?.initializer;
}

function givenTo(called: ts.FunctionDeclaration, parameter: string, source: ts.SourceFile): ts.Expression[] {
  const at = called.parameters.findIndex(({ name }) => name.getText() === parameter);
  const calls = nodesOf(source).filter(ts.isCallExpression);
  return calls
    .filter(({ expression }) => expression.getText() === called.name?.text)
    .flatMap(({ arguments: given }) => given[at] ?? []);
}
