import { type Copy, entryFile } from './copy.ts';
import type { Mapped } from './reached-face.ts';
import { ROOT } from './scratch.ts';

/** Packages that ship ES modules only; the tarball's ES modules are read by Jest as these are. */
const ESM_ONLY = ['jose', 'openid-client', 'oauth4webapi', 'express-ciba'];

/** Jest's configuration for suites whose package is the tarball: jest.config.ts, but for where lib is. */
export function jestConfig({
  specs,
  mapped,
  copy,
}: {
  readonly specs: readonly string[];
  readonly mapped: Mapped;
  readonly copy: Copy;
}): object {
  const entries = copy.entries.map((entry) => [`^${entry}$`, entryFile(copy, entry)]);
  const modules = [...mapped].map(([module, entry]) => [
    `^(?:\\.{1,2}/)+${module}\\.[jt]s$`,
    entryFile(copy, entry),
  ]);
  return {
    rootDir: ROOT,
    testMatch: specs,
    moduleNameMapper: Object.fromEntries([...entries, ...modules, ['^(\\.{1,2}/.*)\\.js$', '$1']]),
    transform: { '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
    transformIgnorePatterns: [`/node_modules/(?!(?:${ESM_ONLY.join('|')})/)`],
    modulePathIgnorePatterns: [`${ROOT}/.cache/`, `${ROOT}/dist/`],
    // Tests that wait are not what is tried here: the machine may be busy with the rest of the matrix.
    testTimeout: 30_000,
    globalSetup: `${ROOT}/spec/support/redis.global.ts`,
    globalTeardown: `${ROOT}/spec/support/redis.teardown.ts`,
  };
}
