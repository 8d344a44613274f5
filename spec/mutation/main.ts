import { availableParallelism } from 'node:os';
import { Stryker } from '@stryker-mutator/core';
import jestConfig from '../../jest.config.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type Part, parts } from './parts.ts';

// npm run mutation: changes the code of a part in small ways, one at a time, and says which changes its specs do not notice.
// A part is asked of what is near first; a second run asks what is far of the mutants that lived alone, since the first is remembered.
const FOLDER = '.cache/stryker';
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const unknown = names.find((name) => parts[name] === undefined);
if (unknown !== undefined) throw new Error(`no part ${unknown}: ${Object.keys(parts).join(', ')}`);

const [ofSuite] = jestConfig.projects as unknown as [object];
const suite = { ...ofSuite, testMatch: ['<rootDir>/spec/mutation/specs.mutation.ts'] };

const redis = await startRedisServer();
process.env.CIBA_TEST_REDIS = redis.url;
try {
  for (const name of names) {
    const part = parts[name] as Part;
    await mutate(name, part, part.near);
    await mutate(name, part, [...part.near, ...part.far]);
  }
} finally {
  await redis.kill();
}

async function mutate(name: string, part: Part, specs: readonly string[]): Promise<void> {
  process.env.CIBA_MUTATION_SPECS = specs.join(',');
  await new Stryker({
    packageManager: 'npm',
    plugins: ['@stryker-mutator/jest-runner'],
    testRunner: 'jest',
    jest: { projectType: 'custom', config: suite, enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    mutate: [...part.mutate],
    ignorePatterns: ['/bench', '/dist', '/docs', '/coverage', '/.cache', '/spec/server', '/spec/browser'],
    // What runs once when a file is loaded would need a process of its own for each mutant.
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `${FOLDER}/${name}.json`,
    tempDirName: `${FOLDER}/sandbox`,
    concurrency: availableParallelism(),
    // Jest forgets nothing of what it has loaded.
    maxTestRunnerReuse: 100,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    reporters: ['clear-text', 'progress-append-only', 'json'],
    jsonReporter: { fileName: `${FOLDER}/report-${name}.json` },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  }).runMutationTest();
}
