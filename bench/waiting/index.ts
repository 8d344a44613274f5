import { withWaitingBed } from './bed.js';
import { type Deliveries, measureDeliveries } from './deliveries.js';
import { type Held, measureHeld } from './held.js';
import { type Idle, measureIdle } from './idle.js';
import { measureWaits, type Waits } from './latency.js';

/** What waiting for tokens comes to, for clients and for the server. */
export interface WaitingFindings {
  readonly waits: readonly Waits[];
  readonly held: Held;
  readonly deliveries: readonly Deliveries[];
  readonly idle: readonly Idle[];
}

const HELD_POLLS = 1000;
const PINGS = 3000;

/** Measures one thing after the other, each on a bed of its own: what one leaves running would disturb the next. */
export async function measureWaiting(flows: number): Promise<WaitingFindings> {
  const waits = await withWaitingBed((bed) => measureWaits(bed, flows));
  const held = await withWaitingBed((bed) => measureHeld(bed, HELD_POLLS));
  const deliveries = await withWaitingBed((bed) => measureDeliveries(bed, PINGS));
  const idle = await withWaitingBed(async (bed) => [
    await measureIdle(bed, 'all clients poll', 'poll'),
    await measureIdle(bed, 'with ping or push', 'poll,ping,push'),
  ]);
  return { waits, held, deliveries, idle };
}
