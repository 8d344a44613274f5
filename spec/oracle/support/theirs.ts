import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { signingKey } from '../../support/host.js';
import { registrations } from './parties.js';
import type { ProviderOrder } from './provider.js';
import type { Server } from './server.js';

/** Starts node-oidc-provider in a process of its own, since Jest on Node 20 cannot load it. */
export async function theirServer(): Promise<Server> {
  const child = fork(join(__dirname, 'provider.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(String(chunk)));
  child.send({ clients: await registrations(), signingKey });
  const { issuer } = await answer<{ issuer: string }>(child, complaints);
  const obey = async (order: ProviderOrder): Promise<void> => {
    child.send(order);
    await answer(child, complaints);
  };
  return {
    issuer,
    decide: (authReqId, order) => obey({ order, authReqId }),
    shift: (seconds) => obey({ order: 'shift', seconds }),
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function answer<T>(child: ChildProcess, complaints: readonly string[]): Promise<T> {
  const gone = new AbortController();
  const onExit = (): void => gone.abort(new Error(`node-oidc-provider ended:\n${complaints.join('')}`));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: gone.signal });
    return message as T;
  } finally {
    child.off('exit', onExit);
  }
}
