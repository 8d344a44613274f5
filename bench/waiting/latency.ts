import type { HttpClient } from '../http-client.js';
import { median, quantile } from '../statistics.js';
import type { WaitingBed } from './bed.js';
import { byLongPoll, byPing, byPolling, byPush, type Way } from './ways.js';

/** How long clients of one kind wait for their tokens, from the approval on; milliseconds. */
export interface Waits {
  readonly name: string;
  readonly median: number;
  readonly p99: number;
  readonly flows: number;
  /** How far the medians of every other flow and of the rest lie apart, as a share. */
  readonly noise: number;
}

/** What the budgets compare with. */
export const THEIR_PING = 'node-oidc-provider: ping';
export const OUR_PING = 'ping';
export const OUR_LONG_POLL = 'long poll';

const WARM_UP = 30;
/** Connections of the clients that poll by the clock, all at the same time. */
const POLLING_CONNECTIONS = 16;

/** Measures each way to wait; those that are over in milliseconds flow by flow in turn, so that a machine that changes its pace disturbs all alike. */
export async function measureWaits(bed: WaitingBed, flows: number): Promise<readonly Waits[]> {
  const [ours, theirs] = [await bed.start('waiting.ts'), await bed.start('oidc-provider.ts')];
  const polling = bed.client(ours, 'poll-1', POLLING_CONNECTIONS);
  const subjects: readonly (readonly [string, HttpClient, Way])[] = [
    [OUR_LONG_POLL, bed.client(ours, 'long-1', 2), byLongPoll],
    [OUR_PING, bed.client(ours, 'ping-1', 2), byPing(bed.receiver)],
    ['push', bed.client(ours, 'push-1', 2), byPush(bed.receiver)],
    [THEIR_PING, bed.client(theirs, 'ping-1', 2), byPing(bed.receiver)],
  ];
  const measured = new Map<string, number[]>(subjects.map(([name]) => [name, []]));
  for (let n = -WARM_UP; n < flows; n++) {
    for (const [name, http, way] of subjects) {
      const ms = await way(http);
      if (n >= 0) measured.get(name)?.push(ms);
    }
  }
  const polled = await Promise.all(Array.from({ length: flows }, () => byPolling(polling)));
  return [...[...measured].map(waitsOf), waitsOf(['poll, interval 5', polled])];
}

function waitsOf([name, ms]: readonly [string, readonly number[]]): Waits {
  const [even, odd] = [0, 1].map((rest) => median(ms.filter((_one, n) => n % 2 === rest)));
  const noise = Math.abs(Number(even) / Number(odd) - 1);
  return { name, median: median(ms), p99: quantile(ms, 0.99), flows: ms.length, noise };
}
