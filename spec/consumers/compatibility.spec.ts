import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS, JEST, MODULE_RESOLUTIONS, NODE, PEERS, TYPESCRIPT } from './matrix.ts';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

/** The rows of the first table of docs/compatibility.md: what is supported and what is tried, by the first column. */
const rows = new Map(
  [...read('docs/compatibility.md').matchAll(/^\| ([^|]+) \| ((?:[^|]|\\\|)+) \| ([^|]+) \|$/gm)].map(
    ([, what = '', supported = '', tried = '']) => [what.replaceAll('`', ''), { supported, tried }],
  ),
);
const { engines, peerDependencies } = JSON.parse(read('package.json')) as Record<
  string,
  Record<string, string>
>;

describe('docs/compatibility.md', () => {
  it.each([
    ['Node', NODE],
    ['module format', FORMATS],
    ['Express', PEERS.map(({ express }) => express)],
    ['ioredis', PEERS.map(({ ioredis }) => ioredis)],
    ['TypeScript', TYPESCRIPT],
    ['moduleResolution', MODULE_RESOLUTIONS],
    ['Jest', JEST],
  ])('names what of %s is in the matrix', (what, tried) => {
    expect(rows.get(what)?.tried).toBe([...new Set(tried)].join(', '));
  });

  it.each([
    ['Node', engines?.node],
    ['Express', peerDependencies?.express],
    ['ioredis', peerDependencies?.ioredis],
  ])('supports of %s what package.json lets in', (what, range) => {
    expect(rows.get(what)?.supported).toContain(`\`${range?.replaceAll('|', '\\|')}\``);
  });
});
