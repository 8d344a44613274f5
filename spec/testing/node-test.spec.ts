import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = join(__dirname, '../..');

it('the kit works under node:test, and keeps the process from ending by nothing', async () => {
  // Node tells the tests of a test runner's child by this.
  const { NODE_TEST_CONTEXT: _none, ...env } = process.env;
  const args = ['--import', 'tsx', '--test', '--test-reporter=tap', 'spec/testing/programs/node-test.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 60_000 });
  expect(stdout).toContain('ok 1 - a client that is pinged gets its tokens');
  expect(stdout).toMatch(/^# pass 1$/m);
}, 60_000);
