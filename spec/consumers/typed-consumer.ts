import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesProgram, required } from './entries.ts';
import { type Format, nameOf, type Peers } from './matrix.ts';
import { once } from './once.ts';
import { programsNamed } from './programs.ts';
import { type Dependencies, installed } from './scratch.ts';
import type { Tarball } from './tarball.ts';

/** A consumer whose programs are compiled. */
export interface TypedConsumer {
  readonly peers: Peers | undefined;
  readonly format: Format;
  readonly tarball: Tarball;
}

/** The folder of a consumer with its programs in it: written once, compiled by many. */
export function written(consumer: TypedConsumer): Promise<string> {
  return once(`types ${nameOf(consumer.peers)} ${consumer.format}`, () => write(consumer));
}

async function write({ peers, format, tarball }: TypedConsumer): Promise<string> {
  const name = `types-${nameOf(peers).replaceAll(/\W+/g, '-').toLowerCase()}`;
  const types = { '@types/node': '20', ...peerDependencies(peers) };
  const dir = join(await installed(name, { ...tarball.dependency, ...types }), format.toLowerCase());
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const type = format === 'ESM' ? 'module' : 'commonjs';
  await writeFile(join(dir, 'package.json'), JSON.stringify({ type }));
  const programs = {
    ...programsNamed(['face', 'refused', 'testkit', ...(peers === undefined ? [] : ['peers'])]),
    entries: entriesProgram(tarball.entries),
  };
  for (const [program, text] of Object.entries(programs)) {
    await writeFile(join(dir, `${program}.imported.ts`), text);
    await writeFile(join(dir, `${program}.required.ts`), required(text));
  }
  return dir;
}

function peerDependencies(peers: Peers | undefined): Dependencies {
  if (peers === undefined) return {};
  const { express, ioredis } = peers;
  return {
    ...{ express, ioredis, '@types/express': express },
    ...{ '@node-oauth/oauth2-server': '5', '@opentelemetry/api': '1' },
  };
}
