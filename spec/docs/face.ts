import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/** A name that a user of the package may import. */
export interface ExportedName {
  /** What it is imported from. */
  readonly entry: string;
  readonly name: string;
  /** Whether it is there at run time: a function, a class or a constant. */
  readonly isValue: boolean;
  /** Its docstring without tags. */
  readonly text: string;
  readonly examples: readonly string[];
  /** Members that a reader sees and that say nothing of themselves. */
  readonly silent: readonly string[];
}

/** The entry points of package.json, each with its source. */
export function entryPoints(): ReadonlyMap<string, string> {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return new Map(
    Object.entries<{ import?: { default: string } }>(exports).flatMap(([path, { import: built }]) => {
      const source = built?.default.replace('./dist/esm/', 'lib/').replace(/\.js$/, '.ts');
      return source === undefined ? [] : [[name + path.slice(1), join(root, source)]];
    }),
  );
}

/** Everything that is exported, as the compiler sees it. */
export function exportedNames(): ExportedName[] {
  const entries = entryPoints();
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([...entries.values()], options);
  const checker = program.getTypeChecker();
  return [...entries].flatMap(([entry, path]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol;
    return checker.getExportsOfModule(module).map((symbol) => ({ entry, ...describedBy(symbol, checker) }));
  });
}

function describedBy(symbol: ts.Symbol, checker: ts.TypeChecker): Omit<ExportedName, 'entry'> {
  const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const tags = meant.getJsDocTags(checker);
  const type = checker.getDeclaredTypeOfSymbol(meant);
  const isOpaque = tags.some(({ name }) => name === 'opaque');
  const hasMembers = (type.flags & ts.TypeFlags.Object) !== 0 && !isOpaque;
  return {
    name: symbol.name,
    isValue: (meant.flags & ts.SymbolFlags.Value) !== 0,
    text: docOf(meant, checker),
    examples: tags.filter(({ name }) => name === 'example').map(({ text }) => ts.displayPartsToString(text)),
    silent: hasMembers
      ? checker
          .getPropertiesOfType(type)
          .filter((member) => isSilent(member, checker))
          .map(nameOf)
      : [],
  };
}

const nameOf = ({ name }: ts.Symbol): string => name;

/** Members that Node or the language brings along explain themselves elsewhere. */
function isSilent(member: ts.Symbol, checker: ts.TypeChecker): boolean {
  const declared = member.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? [];
  return declared.some((file) => file.startsWith(join(root, 'lib/'))) && docOf(member, checker) === '';
}

function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}
