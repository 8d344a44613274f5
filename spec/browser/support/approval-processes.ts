import { type ChildProcess, spawn } from 'node:child_process';
import { listenTo, untilSaid } from '../../support/ready-process.ts';
import { freshPrefix, testRedisUrl } from '../../support/stores.ts';
import { type Calls, callsTo } from './approval-calls.ts';

/** Has two hosts in processes of their own on one Redis, for the specs that follow. */
export function useTwoProcesses(): { readonly here: Calls; readonly there: Calls } {
  const workers: ChildProcess[] = [];
  let hosts: readonly Calls[] = [];
  beforeAll(async () => {
    const where = JSON.stringify({ url: testRedisUrl(), keyPrefix: freshPrefix() });
    hosts = await Promise.all([startWorker(where, workers), startWorker(where, workers)]);
  }, 60_000);
  afterAll(() => {
    for (const worker of workers) worker.kill('SIGKILL');
  });
  const host = (index: number): Calls => hosts[index] ?? callsTo('nowhere');
  return {
    get here() {
      return host(0);
    },
    get there() {
      return host(1);
    },
  };
}

async function startWorker(where: string, workers: ChildProcess[]): Promise<Calls> {
  const worker = spawn(process.execPath, ['--import', 'tsx', 'spec/browser/support/approval-worker.ts'], {
    env: { ...process.env, CIBA_WORKER: where },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  workers.push(worker);
  const [, url = ''] = await untilSaid(worker, listenTo(worker), /^READY (\S+)$/m);
  return callsTo(url);
}
