import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import { command } from '../command.ts';
import { JEST, type JestKind, NODE } from '../matrix.ts';
import { once } from '../once.ts';
import { compiledTo, programNamed } from '../programs.ts';
import { type Dependencies, installed } from '../scratch.ts';
import type { Tarball } from '../tarball.ts';
import { nodeBinary } from './nodes.ts';

/** What a consumer installs for its tests, and all the configuration it has. */
const PROJECTS: Record<JestKind, { readonly dependencies: Dependencies; readonly jest?: object }> = {
  JavaScript: { dependencies: { jest: '30', 'unrs-resolver': '1.12.2' } },
  'ts-jest': {
    dependencies: {
      ...{ jest: '30', 'unrs-resolver': '1.12.2', 'ts-jest': '29', typescript: '~5.9.0' },
      ...{ '@types/jest': '30', '@types/node': '20' },
    },
    jest: { preset: 'ts-jest' },
  },
};

/** Runs a consumer's Jest suite, which is CommonJS and knows nothing of this package. */
export function jestCells(tarball: Tarball): Cell[] {
  return JEST.flatMap((kind) => NODE.map((node) => jestCell(tarball, kind, node)));
}

function jestCell(tarball: Tarball, kind: JestKind, node: string): Cell {
  return {
    part: 'jest',
    row: `${kind}, CommonJS`,
    column: `Node ${node}`,
    ready: () => Promise.all([project(tarball, kind), nodeBinary(node)]),
    run: () => runJest(tarball, kind, node),
  };
}

function project(tarball: Tarball, kind: JestKind): Promise<string> {
  return once(`jest ${kind}`, () => write(tarball, kind));
}

async function write(tarball: Tarball, kind: JestKind): Promise<string> {
  const { dependencies, jest } = PROJECTS[kind];
  const name = `jest-${kind.toLowerCase()}`;
  const dir = await installed(name, { ...tarball.dependency, ...dependencies }, jest && { jest });
  const program = programNamed('jest-flow');
  if (kind === 'ts-jest') {
    const compilerOptions = {
      strict: true,
      esModuleInterop: true,
      module: 'node16',
      types: ['jest', 'node'],
    };
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    await writeFile(join(dir, 'flow.test.ts'), program);
  } else {
    await writeFile(join(dir, 'flow.test.js'), compiledTo('CommonJS', program));
  }
  return dir;
}

async function runJest(tarball: Tarball, kind: JestKind, node: string): Promise<undefined> {
  const cwd = await project(tarball, kind);
  const binary = await nodeBinary(node);
  // A consumer's Jest is started without flags: those of this process would change how modules are loaded.
  await command(binary, ['node_modules/jest/bin/jest.js', '--ci'], { cwd, env: { NODE_OPTIONS: '' } });
}
