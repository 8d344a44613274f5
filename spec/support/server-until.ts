import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds; fails after `limit` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limit: number = 20_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await sleep(10);
  }
}

/** Waits until the clock of this machine, which is also that of its Redis servers, shows `time` (milliseconds). */
export async function untilTime(time: number): Promise<void> {
  while (Date.now() < time) await sleep(time - Date.now());
}
