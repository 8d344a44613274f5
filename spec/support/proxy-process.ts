import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './server-until.ts';

/** A program and its files. */
export interface ProxyProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** By name; the program runs in their folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly port: number;
}

/** A proxy in a process of its own. */
export interface ProxyProcess {
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Whether a program is on the PATH. */
export function isOnPath(command: string, versionArgument = '-v'): boolean {
  try {
    execFileSync(command, [versionArgument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts a proxy and waits until it accepts connections. */
export async function startProxy({ command, args, files, port }: ProxyProgram): Promise<ProxyProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'ciba-proxy-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      log += text.toString();
    });
  const stop = async (): Promise<void> => {
    const gone = isRunning(child) ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await gone;
    rmSync(cwd, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      if (!isRunning(child)) throw new Error(`${command} did not start:\n${log}`);
      return accepts(port);
    }, `${command} listens`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
