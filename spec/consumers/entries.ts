/** What of a `package.json` names the entries. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What a consumer may import, by name; `package.json` is not code. */
export function entriesOf({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => `${name}${path.slice(1)}`);
}

/** A program that imports every entry, and stops where one is empty for the program or `any` for the compiler. */
export function entriesProgram(entries: readonly string[]): string {
  const lines = entries.flatMap((entry, i) => [
    `import * as entry${i} from '${entry}';`,
    `export const names${i}: string[] = Object.keys(entry${i});`,
    `export const typed${i}: 0 extends 1 & typeof entry${i} ? never : true = true;`,
    `if (names${i}.length === 0) throw new Error('${entry} exports nothing');`,
  ]);
  return `${lines.join('\n')}\n`;
}

/** The same program as a CommonJS module of TypeScript: `import * as x from 'y'` is `import x = require('y')` there. */
export function required(program: string): string {
  return program.replaceAll(/^import \* as (\w+) from ('[^']+');$/gm, 'import $1 = require($2);');
}
