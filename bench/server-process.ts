import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { assertionJwk } from './credentials.js';

/** A server under test in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  /** CPU microseconds that the operating system has charged to it so far, all threads. */
  cpu(): Promise<number>;
  /** Bytes that it has in memory, all of it. */
  memory(): Promise<number>;
  /** What it answers to a message. */
  ask<T>(message: string): Promise<T>;
  stop(): Promise<void>;
}

/** Where a server runs, and on what. */
export interface ServerSettings {
  readonly redisUrl: string;
  readonly cpuProf?: string | undefined;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a compiled server and waits until it listens. */
export async function startServer(
  bundle: string,
  { redisUrl, cpuProf, env }: ServerSettings,
): Promise<ServerProcess> {
  const child = fork(bundle, {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      REDIS_URL: redisUrl,
      ASSERTION_JWK: JSON.stringify(assertionJwk),
      ...env,
    },
    execArgv: cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`],
  });
  const { port } = await answer<{ port: number }>(child);
  const ask = <T>(message: string): Promise<T> => {
    child.send(message);
    return answer<T>(child);
  };
  return {
    port,
    ask,
    async cpu() {
      const { user, system } = await ask<NodeJS.CpuUsage>('cpu');
      return user + system;
    },
    memory: async () => (await ask<NodeJS.MemoryUsage>('memory')).rss,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const gone = new AbortController();
  const onExit = (): void => gone.abort(new Error('a server under test ended by itself'));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: gone.signal });
    return message as T;
  } finally {
    child.off('exit', onExit);
  }
}
