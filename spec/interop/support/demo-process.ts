import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { listenTo, untilSaid } from '../../support/ready-process.js';

const NPM = ['npm', 'run', '--silent', 'demo', '--'] as const;
/** Without npm and tsx in between, which do not hand every signal and exit code on. */
const NODE = [process.execPath, '--import', 'tsx', 'examples/demo/main.ts'] as const;

/** A demo host in a process of its own. */
export interface DemoProcess {
  readonly url: string;
  /** Sends a signal to the demo and answers its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** How a run of the demo that ends by itself went. */
export interface DemoRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the demo as `npm run demo` does, or by Node alone, and waits for its line `READY <url>`. */
export async function startDemoProcess(by: 'npm' | 'node', ...args: readonly string[]): Promise<DemoProcess> {
  const child = demo([...(by === 'npm' ? NPM : NODE), ...args]);
  const exited = once(child, 'exit');
  const [, url = ''] = await untilSaid(child, listenTo(child), /^READY (\S+)$/m, () =>
    signalGroup(child, 'SIGKILL'),
  );
  return {
    url,
    async stop(signal) {
      signalGroup(child, signal);
      const [code] = await exited;
      return code as number | null;
    },
  };
}

/** Runs `npm run demo` until it ends. */
export async function runDemo(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<DemoRun> {
  const child = demo([...NPM, ...args], env);
  const said = listenTo(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** In a process group of its own, so that a signal reaches whatever npm has started. */
function demo([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn(command, args, { detached: true, stdio: [...stdio], env: { ...process.env, ...env } });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-(pid as number), signal);
}
