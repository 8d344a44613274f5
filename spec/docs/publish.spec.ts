import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

const script = join(__dirname, '../../.ci/publish');

/** A repository that is ready to be published, with a gate and an npm that only say that they were called. */
interface Project {
  readonly folder: string;
  write(path: string, text: string): void;
  git(...args: readonly string[]): void;
  /** Commits all and tags it. */
  commit(version: string): void;
  publish(
    args?: readonly string[],
    environment?: NodeJS.ProcessEnv,
  ): { status: number | null; said: string; calls: string };
}

function projectIn(folder: string): Project {
  const work = join(folder, 'work');
  const calls = join(folder, 'calls');
  const write = (path: string, text: string): void => writeFileSync(join(work, path), text);
  const git = (...args: readonly string[]): void => {
    const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
    execFileSync('git', [...as, ...args], { cwd: work, stdio: 'ignore' });
  };
  return {
    folder,
    write,
    git,
    commit(version) {
      git('add', '.');
      git('commit', '-qm', version);
      git('tag', '-f', `v${version}`);
    },
    publish(args = [], environment = {}) {
      const PATH = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
      const none = { ACTIONS_ID_TOKEN_REQUEST_URL: '', SIGSTORE_ID_TOKEN: '', CALLS: calls };
      const env = { ...process.env, ...none, ...environment, PATH };
      const { status, stderr } = spawnSync(join(work, '.ci/publish'), args, { env, encoding: 'utf8' });
      return { status, said: stderr, calls: readFileSync(calls, 'utf8') };
    },
  };
}

const repository = { url: 'git+https://example.com/a.git' };
const told = (version: string): string => `## [Unreleased]\n\n## [${version}] - 2026-11-22\n`;

/** The repository that each test has a copy of. */
function template(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  const executable = (path: string, text: string): void => {
    writeFileSync(join(folder, path), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(folder, path), 0o755);
  };
  for (const path of ['work/.ci', 'bin']) mkdirSync(join(folder, path), { recursive: true });
  cpSync(script, join(folder, 'work/.ci/publish'));
  executable('work/.ci/run', 'echo gate >>"$CALLS"');
  executable('bin/npm', 'echo "npm $*" >>"$CALLS"');
  writeFileSync(join(folder, 'calls'), '');
  const made = projectIn(folder);
  made.write('package.json', JSON.stringify({ version: '1.2.3', repository }));
  made.write('CHANGELOG.md', told('1.2.3'));
  made.git('init', '-q');
  made.commit('1.2.3');
  return made;
}

jest.setTimeout(60_000);

describe('.ci/publish', () => {
  let original: Project;
  let ready: Project;

  beforeAll(() => {
    original = template();
  });
  beforeEach(() => {
    ready = projectIn(mkdtempSync(join(tmpdir(), 'publish-')));
    cpSync(original.folder, ready.folder, { recursive: true });
  });
  afterEach(() => rmSync(ready.folder, { recursive: true }));
  afterAll(() => rmSync(original.folder, { recursive: true }));

  it('runs the gate and rehearses, where nobody says more', () => {
    expect(ready.publish()).toEqual({
      status: 0,
      said: '',
      calls: 'gate\nnpm publish --provenance --access public --dry-run\n',
    });
  });

  it('publishes with --publish where the CI proves what it builds', () => {
    const { calls } = ready.publish(['--publish'], { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com' });
    expect(calls).toBe('gate\nnpm publish --provenance --access public\n');
  });

  it('does not make the latest of what comes before a release', () => {
    ready.write('package.json', JSON.stringify({ version: '1.2.3-rc.1', repository }));
    ready.write('CHANGELOG.md', told('1.2.3-rc.1'));
    ready.commit('1.2.3-rc.1');
    expect(ready.publish().calls).toContain('--access public --tag next --dry-run');
  });

  it.each<[string, (project: Project) => void, string]>([
    ['a work tree that is not clean', ({ write }) => write('new', ''), 'the work tree is not clean'],
    ['no tag', ({ git }) => git('tag', '-d', 'v1.2.3'), 'HEAD has no tag v1.2.3'],
    [
      'a tag on another commit',
      ({ git }) => git('commit', '--allow-empty', '-qm', 'b'),
      'HEAD has no tag v1.2.3',
    ],
    [
      'a version that the changelog does not tell of',
      ({ write, commit }) => {
        write('CHANGELOG.md', told('1x2.3'));
        commit('1.2.3');
      },
      'CHANGELOG.md has no section [1.2.3]',
    ],
    [
      'a package without a repository',
      ({ write, commit }) => {
        write('package.json', '{"version":"1.2.3"}');
        commit('1.2.3');
      },
      'package.json names no repository.url',
    ],
  ])('refuses %s before the gate', (_what, change, why) => {
    change(ready);
    const { status, said, calls } = ready.publish();
    expect([status, calls]).toEqual([1, '']);
    expect(said.trim().split('\n')).toEqual([expect.stringContaining(`not published: ${why}`)]);
  });

  it('refuses --publish where no CI stands behind it, and says all that is wrong at once', () => {
    ready.git('tag', '-d', 'v1.2.3');
    const { status, said, calls } = ready.publish(['--publish']);
    expect([status, calls]).toEqual([1, '']);
    expect(said).toMatch(/HEAD has no tag v1\.2\.3.*\n.*no OpenID Connect token/);
  });

  it('takes no other argument', () => {
    expect(ready.publish(['--dry-run'])).toMatchObject({ status: 2, calls: '' });
  });
});
