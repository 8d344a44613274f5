import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, type Scene } from './caller.js';
import { anyOf, FLOWS, type Flow } from './flows.js';

/** Callers of one closed loop. */
const WIDTH = 32;
/** The share of a closed loop that only warms up. */
const WARM_UP = 1 / 3;
/** Milliseconds after which a flow that has not come to its end is left. */
const PATIENCE_MS = 120_000;

/** Runs flows one after the other, none of which waits for long; answers how many a second the servers have taken. */
export async function closedLoop(scene: Scene, seconds: number): Promise<number> {
  const flows = FLOWS.filter(({ waits }) => waits !== true);
  const [started, hurried] = [performance.now(), { ...scene, longestPause: 5 }];
  const [from, to] = [started + seconds * 1000 * WARM_UP, started + seconds * 1000];
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < to) {
      await run(anyOf(flows), hurried);
      if (performance.now() >= from && performance.now() < to) done += 1;
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return done / (seconds * (1 - WARM_UP));
}

/** What an open loop came to. */
export interface Paced {
  readonly flows: number;
  /** Flows that never came to their end. */
  readonly left: number;
  /** The most flows that were under way at once. */
  readonly most: number;
}

/** Begins so many flows a second, however the servers do, and waits for their end. */
export async function openLoop(scene: Scene, perSecond: number, seconds: number): Promise<Paced> {
  const started = performance.now();
  const underWay = new Set<Promise<void>>();
  let [begun, most] = [0, 0];
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    for (; begun < due; begun++) {
      const flow: Promise<void> = run(anyOf(FLOWS), scene).finally(() => underWay.delete(flow));
      underWay.add(flow);
    }
    most = Math.max(most, underWay.size);
    await sleep(10);
  }
  await Promise.race([Promise.all(underWay), sleep(PATIENCE_MS, undefined, { ref: false })]);
  return { flows: begun, left: underWay.size, most };
}

/** A flow of a user of its own. */
async function run(flow: Flow, scene: Scene): Promise<void> {
  const caller = new Caller(scene, randomUUID());
  if (await caller.ask(flow.lives)) await flow.run(caller);
}
