import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Caller, callerOf } from './server-http.ts';
import { until } from './server-until.ts';

/** What the parent asks of a worker. */
export interface WorkerOptions {
  readonly url: string;
  readonly claimLease?: number;
  readonly callbackTimeout?: number;
  /** Milliseconds that a mint takes; absent: it never ends. */
  readonly mintTakes?: number;
  /** Whether it holds polls. Default false. */
  readonly longPoll?: boolean;
}

/** One line of a worker's output. */
export type WorkerWord = { readonly port: number } | { readonly minting: string };

/** The Redis lists that hold every access token that was minted, and every one that was taken back. */
export const MINTED = 'tests:minted';
export const REVOKED = 'tests:revoked';

/** A host in a process of its own. */
export interface Worker {
  readonly process: ChildProcess;
  readonly port: number;
  readonly till: Caller;
  /** Whose tokens it has begun to mint, in order. */
  readonly minting: readonly string[];
  /** Waits until it is minting for `count` requests. */
  untilMinting(count: number): Promise<void>;
  /** Bytes of memory that it has, garbage left out. */
  memory(): Promise<number>;
  /** Ends it by SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a worker and waits until it listens. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', 'spec/support/server-worker.ts'], {
    env: { ...process.env, CIBA_WORKER: JSON.stringify(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const minting: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a worker ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const word = JSON.parse(line) as WorkerWord;
      if ('port' in word) resolve(word.port);
      else minting.push(word.minting);
    });
  });
  return {
    process: child,
    port,
    till: callerOf(port),
    minting,
    memory: async () => Number(await (await fetch(`http://127.0.0.1:${port}/memory`)).text()),
    untilMinting: (count) => until(() => minting.length >= count, `minting for ${count} requests`),
    async kill() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await gone;
    },
  };
}
