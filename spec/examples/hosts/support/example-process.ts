import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../../support/free-port.js';
import { listenTo, untilSaid } from '../../../support/ready-process.js';
import type { ExampleHost } from './example-host.js';

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
  await untilSaid(child, listenTo(child), new RegExp(`^READY ${url}$`, 'm'));
  return {
    url,
    async close() {
      child.kill();
      await exited;
    },
  };
}
