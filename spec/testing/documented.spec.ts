import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CIBA_GRANT_TYPE, type CibaAdapter } from 'express-ciba';
import ts from 'typescript';
import { signingKey } from '../support/host.js';

const root = join(__dirname, '../..');
const blocks = [
  ...readFileSync(join(root, 'docs/testing.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm),
].map(([, code = '']) => code);

const clients = new Map([
  ['till', { client_id: 'till', client_secret: 'secret', grant_types: [CIBA_GRANT_TYPE] }],
]);
const adapter: CibaAdapter = {
  getClient: (id) => clients.get(id),
  resolveUser: ({ login_hint }) => (login_hint === 'alice@example.com' ? { sub: 'alice' } : undefined),
  notifyUser: () => undefined,
  issueTokens: () => ({ access_token: 'access', token_type: 'Bearer' }),
};

const { CommonJS } = ts.ModuleKind;
const { ES2022 } = ts.ScriptTarget;

/** Runs a block over what the docs leave to the host; its tests become tests of this spec. */
function run(code: string, modules: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: CommonJS, target: ES2022, esModuleInterop: true },
  });
  const given = { issuer: 'https://as.example.com', adapter, clients, signingKey, it, expect };
  const exports: Record<string, unknown> = {};
  const load = (name: string): unknown => modules[name] ?? jest.requireActual(name);
  new Function('exports', 'require', ...Object.keys(given), outputText)(
    exports,
    load,
    ...Object.values(given),
  );
  return exports;
}

describe('docs/testing.md', () => {
  const [testHost = '', ...tests] = blocks;
  beforeAll(() => {
    // What fails on purpose is logged.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterAll(() => void jest.restoreAllMocks());

  it('shows the host that its tests are compiled against', () => {
    expect(testHost).toBe(readFileSync(join(root, 'spec/docs/test-host.ts'), 'utf8'));
  });

  const modules = { './test-host.js': run(testHost) };
  for (const code of tests) run(code, modules);

  it('has a test for each task', () => {
    expect(tests.join('\n').match(/^it\('/gm)).toHaveLength(10);
  });
});
