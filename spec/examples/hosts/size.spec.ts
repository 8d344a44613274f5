import { readdirSync, readFileSync } from 'node:fs';

const examples = ['hand-rolled', 'mcp', 'nestjs', 'oauth2-server-3', 'oauth2orize', 'reverse-proxy'];

/** Lines of code: blank ones do not count. */
const lines = (code: string): number => code.split('\n').filter((line) => line.trim() !== '').length;
const read = (path: string): string => readFileSync(`examples/${path}`, 'utf8');

it.each(examples)('the host of the example %s is at most 60 lines', (name) => {
  expect(lines(read(`${name}/host.ts`))).toBeLessThanOrEqual(60);
});

it.each(examples.filter((name) => readdirSync(`examples/${name}`).includes('mount.ts')))(
  'the example %s mounts CIBA in fewer than 25 lines',
  (name) => {
    const [, mounting = ''] = /^(export function mountCiba[\s\S]*)/m.exec(read(`${name}/mount.ts`)) ?? [];
    expect(lines(mounting)).toBeGreaterThan(5);
    expect(lines(mounting)).toBeLessThan(25);
  },
);
