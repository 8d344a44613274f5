import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { ExampleHost } from './example-host.js';

const READY_WITHIN_MS = 25_000;

/** An example in a process of its own, as its `main.ts` starts it. */
export async function startExampleProcess(
  name: string,
  tsconfig = 'tsconfig.json',
): Promise<Pick<ExampleHost, 'url' | 'close'>> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = ['--import', 'tsx', `examples/${name}/main.ts`];
  const env = { ...process.env, ISSUER: url, TSX_TSCONFIG_PATH: tsconfig };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const output: string[] = [];
  const tooLate = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  child.stderr.on('data', (chunk: Buffer) => output.push(String(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(String(chunk));
      if (output.join('').includes(`READY ${url}\n`)) resolve();
    });
    child.once('exit', () => reject(new Error(`${name} did not start:\n${output.join('')}`)));
  }).finally(() => clearTimeout(tooLate));
  return {
    url,
    async close() {
      child.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
