import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUNDLE } from '../../lib/page/bundle.js';

const root = join(__dirname, '../..');

describe('what runs in the browser', () => {
  it('is what the sources make: npm run build:page', async () => {
    const script = [join(root, '.ci/build-page.ts'), '--check'];
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', ...script], {
      cwd: root,
    });
    expect(stdout).toContain('bytes compressed, of at most 61440');
  });

  it.each([
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'document.write',
    'eval(',
    'new Function',
    'localStorage',
  ])('does without %s', (name) => {
    expect(`${BUNDLE['/app.js']}${BUNDLE['/service-worker.js']}`).not.toContain(name);
  });

  it('styles nothing outside its own element', () => {
    const css = String(BUNDLE['/style.css']).replace(/@(?:media|supports)[^{]+\{/g, '');
    const selectors = [...css.matchAll(/(?:^|[{}])([^{}@]+)\{/g)].flatMap(([, list = '']) =>
      list.split(/,(?![^(]*\))/),
    );
    const bare = selectors.filter((selector) => !/ciba-|:where\(:root\)/.test(selector));
    expect(selectors.length).toBeGreaterThan(100);
    expect(bare).toEqual([]);
  });

  it('has the variables that docs/page.md tells of, and no other', () => {
    const guide = readFileSync(join(root, 'docs/page.md'), 'utf8').split('| variable | what |')[1] ?? '';
    const told = [...guide.matchAll(/`(--ciba-[\w-]+)`/g)].map(([, name]) => name);
    const set = [...String(BUNDLE['/style.css']).matchAll(/(--ciba-[\w-]+):/g)].map(([, name]) => name);
    expect([...new Set(told)].sort()).toEqual([...new Set(set)].sort());
  });
});
