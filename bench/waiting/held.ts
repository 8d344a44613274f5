import { setTimeout as sleep } from 'node:timers/promises';
import { runAll } from '../load.js';
import { approve } from '../operations/steps.js';
import { median, quantile } from '../statistics.js';
import type { WaitingBed } from './bed.js';
import { ask, poll } from './ways.js';

/** What polls cost that wait, and how fast all of them are answered. */
export interface Held {
  readonly polls: number;
  /** Reads and commands of Redis in ten seconds in which all of them waited. */
  readonly reads: number;
  readonly commands: number;
  /** Bytes by which the server's process has grown. */
  readonly grownBy: number;
  /** Milliseconds from each approval to the answer, all approved as fast as the server takes it. */
  readonly median: number;
  readonly p99: number;
}

const SETTLING_MS = 3000;
const WAITING_MS = 10_000;
const APPROVING_WIDTH = 16;

/** Lets polls wait, of a server whose clients all poll, and then approves them. */
export async function measureHeld(bed: WaitingBed, polls: number): Promise<Held> {
  const server = await bed.start('waiting.ts', { DELIVERY_MODES: 'poll' });
  const [http, device] = [bed.client(server, 'long-1', polls), bed.client(server, 'long-1', APPROVING_WIDTH)];
  const begun = async (count: number): Promise<readonly { user: string; id: string }[]> => {
    const all: { user: string; id: string }[] = [];
    const one = async (): Promise<void> => void all.push(await ask(device));
    await runAll(
      Array.from({ length: count }, () => one),
      APPROVING_WIDTH,
    );
    return all;
  };
  // The compiler has then seen everything, and the subscriber is connected.
  await answered(await begun(100));
  const asked = await begun(polls);
  await sleep(SETTLING_MS);
  const before = await server.memory();
  const held = asked.map(({ id }) => poll(http, id));
  await sleep(SETTLING_MS);
  await bed.redis.traffic();
  await sleep(WAITING_MS);
  const { commands, reads } = await bed.redis.traffic();
  const grownBy = (await server.memory()) - before;
  const ms = await answered(asked, held);
  return { polls, reads, commands, grownBy, median: median(ms), p99: quantile(ms, 0.99) };

  async function answered(
    requests: readonly { user: string; id: string }[],
    polling: readonly Promise<boolean>[] = requests.map(({ id }) => poll(http, id)),
  ): Promise<number[]> {
    const latencies: number[] = [];
    const tasks = requests.map(({ user }, n) => async () => {
      const at = performance.now();
      const answer = polling[n]?.then(() => latencies.push(performance.now() - at));
      await Promise.all([approve(device, user), answer]);
    });
    await runAll(tasks, APPROVING_WIDTH);
    return latencies;
  }
}
