import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from 'openid-client';

/** What the scenes are played with. */
export interface Stage {
  readonly client: Configuration;
  readonly url: string;
  /** Seconds between two polls. */
  readonly interval: number;
}

/** Stops the script where an answer is not as expected. */
export function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`Not as expected: ${what}`);
  console.log(`   ok: ${what}`);
}

/** Waits where a person would, long enough for the client to poll in vain. */
export async function personThinks(name: string, { interval }: Pick<Stage, 'interval'>): Promise<void> {
  console.log(`\n... ${name} reaches for the phone ...`);
  await sleep(interval * 1500);
}
