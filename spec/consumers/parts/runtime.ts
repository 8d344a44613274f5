import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../cell.ts';
import { command } from '../command.ts';
import { entriesProgram } from '../entries.ts';
import { FORMATS, type Format, NODE, nameOf, PEERS, type Peers } from '../matrix.ts';
import { once } from '../once.ts';
import { compiledTo, programNamed } from '../programs.ts';
import { installed } from '../scratch.ts';
import type { Tarball } from '../tarball.ts';
import { nodeBinary } from './nodes.ts';
import { consumersRedis } from './redis.ts';

/** A host that runs. */
interface Host {
  readonly peers: Peers;
  readonly format: Format;
  readonly tarball: Tarball;
}

/** Runs a whole flow against a real Redis, on every Node and with every pair of peers. */
export function runtimeCells(tarball: Tarball): Cell[] {
  const hosts = PEERS.flatMap((peers) => FORMATS.map((format) => ({ peers, format, tarball })));
  return hosts.flatMap((host) => NODE.map((node) => runtimeCell(host, node)));
}

function runtimeCell(host: Host, node: string): Cell {
  return {
    part: 'runtime',
    row: `${nameOf(host.peers)}, ${host.format}`,
    column: `Node ${node}`,
    ready: () => Promise.all([written(host), nodeBinary(node), consumersRedis()]),
    run: () => runFlow(host, node),
  };
}

const suffix = (format: Format): string => (format === 'ESM' ? 'mjs' : 'cjs');

function written(host: Host): Promise<string> {
  return once(`runtime ${nameOf(host.peers)} ${host.format}`, () => write(host));
}

async function write({ peers, format, tarball }: Host): Promise<string> {
  const name = `runtime-${nameOf(peers)
    .replaceAll(/[^\w.]+/g, '-')
    .toLowerCase()}`;
  const dir = await installed(name, { ...tarball.dependency, ...peers });
  const programs = { flow: programNamed('flow'), entries: entriesProgram(tarball.entries) };
  for (const [program, text] of Object.entries(programs)) {
    await writeFile(join(dir, `${program}.${suffix(format)}`), compiledTo(format, text));
  }
  return dir;
}

async function runFlow(host: Host, node: string): Promise<undefined> {
  const cwd = await written(host);
  const binary = await nodeBinary(node);
  const KEY_PREFIX = `${nameOf(host.peers)} ${host.format} ${node}`.replaceAll(/\W+/g, '-');
  const env = { REDIS_URL: await consumersRedis(), KEY_PREFIX };
  for (const program of ['entries', 'flow']) {
    await command(binary, [`${program}.${suffix(host.format)}`], { cwd, env });
  }
}
