import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './scratch.ts';

/** Values that modules take from files of lib, by file without its ending; types are gone before anything runs. */
export type Reached = ReadonlyMap<string, ReadonlySet<string>>;

/** What a spec takes from lib, itself and by all that it imports. */
export function reachedFrom(spec: string): Reached {
  const reached = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, names } of importsOf(file)) {
      const module = relative(ROOT, path).replace(/\.ts$/, '');
      if (!module.startsWith('lib/')) visit(path);
      else reached.set(module, new Set([...(reached.get(module) ?? []), ...names]));
    }
  };
  visit(spec);
  return reached;
}

interface Import {
  readonly path: string;
  readonly names: readonly string[];
}

/** What a module imports, or exports from elsewhere, of the files of this checkout. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith('.')) return [];
    const names = ts.isImportDeclaration(statement) ? imported(statement) : exported(statement);
    const path = sourceOf(join(dirname(file), from.text));
    return names.length === 0 || path === undefined ? [] : [{ path, names }];
  });
}

function imported({ importClause }: ts.ImportDeclaration): string[] {
  if (importClause === undefined) return ['*'];
  if (importClause.isTypeOnly) return [];
  const { name, namedBindings } = importClause;
  if (namedBindings === undefined || ts.isNamespaceImport(namedBindings)) return ['*'];
  return [...(name === undefined ? [] : ['*']), ...valuesOf(namedBindings.elements)];
}

function exported({ isTypeOnly, exportClause }: ts.ExportDeclaration): string[] {
  if (isTypeOnly) return [];
  return exportClause !== undefined && ts.isNamedExports(exportClause)
    ? valuesOf(exportClause.elements)
    : ['*'];
}

function valuesOf(elements: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>): string[] {
  return elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => (propertyName ?? name).text);
}

function sourceOf(path: string): string | undefined {
  return [path, path.replace(/\.js$/, '.ts')].find((file) => file.endsWith('.ts') && existsSync(file));
}
