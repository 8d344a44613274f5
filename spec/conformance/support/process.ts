import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { listenTo, untilSaid } from '../../support/ready-process.js';

const COMMAND = ['--import', 'tsx', 'examples/fapi-host/main.ts', '--config'] as const;

/** Starts the host on a configuration file, waits for its line `READY <issuer>`, and answers how to stop it. */
export async function startHostProcess(file: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [...COMMAND, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  await untilSaid(child, listenTo(child), /^READY \S+$/m);
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}
