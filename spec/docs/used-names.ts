import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/** The names that a piece of code imports from entry points of the package, and does something with: `entry name`. */
export function namesUsedIn(code: string): string[] {
  const source = ts.createSourceFile('used.ts', code, ts.ScriptTarget.Latest, true);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const elsewhere = new Set(
    source.statements.filter((one) => !ts.isImportDeclaration(one)).flatMap(identifiersIn),
  );
  return imports.flatMap(({ importClause, moduleSpecifier }) => {
    const named = importClause?.namedBindings;
    if (named === undefined || !ts.isNamedImports(named)) return [];
    const used = named.elements.filter(({ name }) => elsewhere.has(name.text));
    const entry = (moduleSpecifier as ts.StringLiteral).text;
    return used.map(({ name, propertyName }) => `${entry} ${(propertyName ?? name).text}`);
  });
}

function identifiersIn(node: ts.Node): string[] {
  return ts.isIdentifier(node) ? [node.text] : node.getChildren().flatMap(identifiersIn);
}

/** The pieces of code that show how the package is used: those of the guides, which are compiled, and the examples, which run. */
export function shownCode(): string[] {
  const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
  const texts = ['README.md', ...guides.map((file) => `docs/${file}`)].map(read);
  const blocks = texts.flatMap((text) =>
    [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => String(code)),
  );
  const files = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' });
  const examples = files.filter((file) => file.endsWith('.ts') && !file.includes('node_modules'));
  return [...blocks, ...examples.map((file) => read(`examples/${file}`))];
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
