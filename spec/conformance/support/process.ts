import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const COMMAND = ['--import', 'tsx', 'examples/fapi-host/main.ts', '--config'] as const;
const READY_WITHIN_MS = 25_000;

/** Starts the host on a configuration file, waits for its line `READY <issuer>`, and answers how to stop it. */
export async function startHostProcess(file: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [...COMMAND, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const tooLate = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
  await ready(child).finally(() => clearTimeout(tooLate));
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}

async function ready(child: ChildProcess): Promise<void> {
  let out = '';
  let err = '';
  child.stderr?.on('data', (text: Buffer) => {
    err += text.toString();
  });
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      out += text.toString();
      if (/^READY \S+$/m.test(out)) resolve();
    });
    child.once('exit', () => reject(new Error(`the host did not start:\n${err}`)));
  });
}
