import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Block {
  readonly name: string;
  readonly code: string;
}

/** The TypeScript blocks of a text; in sources they stand in docstrings. */
function blocksOf(path: string): Block[] {
  const text = path.endsWith('.ts') ? read(path).replaceAll(/^ *\* ?/gm, '') : read(path);
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code], i) => ({
    name: `${path}#${i + 1}`,
    code: code as string,
  }));
}

function filesUnder(folder: string, ending: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith(ending)).map((file) => join(folder, file));
}

const blocks = [
  'README.md',
  'SECURITY.md',
  ...filesUnder('docs', '.md').filter((file) => !file.startsWith('docs/reference/')),
  ...filesUnder('lib', '.ts'),
].flatMap(blocksOf);

const example = 'examples/express-oauth2-server';

/** The README quotes a file of the example, which imports its neighbours. */
function folderOf(block: string): string {
  return block.startsWith('README.md') ? join(root, example) : __dirname;
}

/** Compiles the blocks as modules of their own beside the declarations of spec/docs/ambient.ts. */
function compile(): Map<string, string[]> {
  const ambient = join(__dirname, 'ambient.ts');
  const virtual = new Map(
    blocks.map(({ name, code }, i) => [join(folderOf(name), `block-${i}.ts`), `${code}\nexport {};\n`]),
  );
  const { config } = ts.readConfigFile(join(root, 'spec/tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'spec'));
  const checked = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(checked);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const code = virtual.get(name);
    return code === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, code, language);
  };
  const program = ts.createProgram([ambient, ...virtual.keys()], checked, host);
  return new Map(
    [...virtual.keys()].map((name, i) => {
      const source = program.getSourceFile(name);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [
        blocks[i]?.name as string,
        found.map((d) => ts.flattenDiagnosticMessageText(d.messageText, '\n')),
      ];
    }),
  );
}

describe('code blocks of README, docs and docstrings', () => {
  const diagnostics = compile();

  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it('hold the mounting example word for word', () => {
    expect(blocks.map(({ code }) => code)).toContain(read(`${example}/mount.ts`));
  });

  it.each(blocks.map(({ name }) => name))('%s compiles', (name) => {
    expect(diagnostics.get(name)).toEqual([]);
  });
});
