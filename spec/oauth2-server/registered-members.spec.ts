import { readFileSync } from 'node:fs';

/** Members that the preset takes from elsewhere, or that are the model's alone to judge. */
const OWN = ['client_id', 'client_secret', 'client_secret_expires_at', 'grant_types', 'scope'];

it('the preset passes on every member of a client that the package reads', () => {
  const source = readFileSync('lib/client/metadata.ts', 'utf8');
  const declared = /export interface CibaClient \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  const members = [...declared.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name as string);
  const preset = readFileSync('lib/oauth2-server/client.ts', 'utf8');
  expect(members.length).toBeGreaterThan(25);
  for (const member of members.filter((name) => !OWN.includes(name))) expect(preset).toContain(`'${member}'`);
});
