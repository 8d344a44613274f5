import { setTimeout as sleep } from 'node:timers/promises';
import type { WaitingBed } from './bed.js';

/** What a process costs Redis that has nothing to do, a second. */
export interface Idle {
  readonly name: string;
  readonly reads: number;
  readonly commands: number;
}

const SETTLING_MS = 2000;
const SECONDS = 20;

/** Looks at Redis while the one server that is connected has nothing to do. */
export async function measureIdle(bed: WaitingBed, name: string, modes: string): Promise<Idle> {
  const server = await bed.start('waiting.ts', { DELIVERY_MODES: modes });
  await sleep(SETTLING_MS);
  await bed.redis.traffic();
  await sleep(SECONDS * 1000);
  const { commands, reads } = await bed.redis.traffic();
  await server.stop();
  return { name, reads: reads / SECONDS, commands: commands / SECONDS };
}
