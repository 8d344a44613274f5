import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../checklist/document.js';
import { cases } from './cases/index.js';
import { documentedDifferences } from './support/documented.js';
import { closeConnections, inWords } from './support/exchange.js';
import { ourServer } from './support/ours.js';
import type { Server } from './support/server.js';
import { theirServer } from './support/theirs.js';

const differences = documentedDifferences();

describe('beside node-oidc-provider', () => {
  let ours: Server;
  let theirs: Server;

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([ourServer(), theirServer()]);
  }, 30_000);
  afterAll(async () => {
    closeConnections();
    await Promise.all([ours.close(), theirs.close()]);
  });

  it.each(cases)('$name: $answer, and no difference but a documented one', async (played) => {
    const own = inWords(await played.play(ours));
    const other = inWords(await played.play(theirs));
    const { theirs: documented = played.answer } = differences.get(played.name) ?? {};
    expect({ ours: own, theirs: other }).toEqual({ ours: played.answer, theirs: documented });
  });
});

describe('docs/differences.md', () => {
  it('documents cases that are played, with our answer, and only what differs', () => {
    const played = new Map(cases.map(({ name, answer }) => [name, answer]));
    for (const { name, ours, theirs } of differences.values()) {
      expect({ name, ours: played.get(name) }).toEqual({ name, ours });
      expect({ name, theirs }).not.toEqual({ name, theirs: ours });
    }
  });

  it('says of each difference which rule of docs/conformance.md settles it, and why', () => {
    const conformance = readFileSync(join(__dirname, '../../docs/conformance.md'), 'utf8');
    const ids = new Set(rowsOf(conformance).map(({ id }) => id));
    for (const { rule, section, why } of differences.values()) {
      expect(ids).toContain(rule);
      expect(section).toMatch(/^(?:CIBA Core|RFC \d+) §\d/);
      expect(why).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
});

it('plays at least 60 bad requests, each under a name of its own', () => {
  expect(cases.filter(({ answer }) => answer !== '200').length).toBeGreaterThanOrEqual(60);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});
