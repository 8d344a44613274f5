/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';
import { hasChromium } from './spec/browser/support/chromium.ts';
import { hasRedisServer } from './spec/support/redis-server.ts';

/** Packages that ship ES modules only; Jest on Node 20 cannot `require()` them untransformed. */
const esmOnly = ['jose', 'openid-client', 'oauth4webapi'];

const shared: Config = {
  moduleNameMapper: {
    '^express-ciba$': '<rootDir>/lib/index.ts',
    '^express-ciba/device$': '<rootDir>/lib/device/index.ts',
    '^express-ciba/oauth2-server$': '<rootDir>/lib/oauth2-server/index.ts',
    '^express-ciba/operations$': '<rootDir>/lib/operations/index.ts',
    '^express-ciba/page$': '<rootDir>/lib/page/index.ts',
    '^express-ciba/testing$': '<rootDir>/lib/testing/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // The mutation tests copy the whole package in there.
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  transformIgnorePatterns: [`/node_modules/(?!(?:${esmOnly.join('|')})/)`],
};

/** What needs a Redis server of its own: to kill it, to count its reads, to build a Cluster. */
const server: Config = {
  ...shared,
  displayName: 'server',
  testMatch: ['<rootDir>/spec/server/**/*.spec.ts'],
};

/** What needs a browser. */
const browser: Config = {
  ...shared,
  displayName: 'browser',
  testMatch: ['<rootDir>/spec/browser/**/*.spec.ts'],
};

const suite: Config = {
  ...shared,
  displayName: 'suite',
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/server/', '<rootDir>/spec/browser/'],
};

const projects = [suite, ...(hasRedisServer() ? [server] : []), ...(hasChromium() ? [browser] : [])];

const config: Config = {
  projects: projects as NonNullable<Config['projects']>,
  globalSetup: '<rootDir>/spec/support/redis.global.ts',
  globalTeardown: '<rootDir>/spec/support/redis.teardown.ts',
  // No rule is timed by it: a test that hangs ends, and one beside a whole suite on two cores may take its time.
  testTimeout: 90_000,
  // Half as many workers again as there are cores, since many specs wait for a browser or a server; begun anew when one has grown.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  workerIdleMemoryLimit: '1GB',
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageProvider: 'v8',
};

export default config;
