import { drawMark } from '../../request/mark.js';
import type { RequestState } from '../../request/record.js';
import type { Burial, DeadLetter, Deferral, Delivery, Ticket } from '../../request/store.js';
import { decodeApproval, decodeFields, decodeRecord, type Fields, readable } from './codec.js';
import type { Keys } from './keys.js';
import { ACKNOWLEDGED } from './scripts/acknowledged.js';
import { BURY } from './scripts/bury.js';
import { DEAD_LETTERS, READ_DEAD } from './scripts/dead-letters.js';
import { DEFER } from './scripts/defer.js';
import { REPLAY } from './scripts/replay.js';
import type { Script } from './scripts/script.js';
import { SETTLE } from './scripts/settle.js';
import { DRAW_TICKETS, TAKE } from './scripts/take.js';

/** Runs a script on the server. */
export type Run = <Reply>(script: Script, keys: string[], args: (string | number)[]) => Promise<Reply>;

/** What is drawn for a taken delivery, or nothing where its request is gone. */
type DrawnTicket = [over: 0 | 1, flat: string[]];
type Drawn = DrawnTicket | [];

/** A dead letter and when it was buried, in milliseconds since the epoch. */
interface Buried {
  readonly at: number;
  readonly letter: DeadLetter;
}

const PARTITIONS_AT_ONCE = 16;

/** The outbox of ping and push: what clients are to be told, and what nobody tells them any more. */
export class RedisOutbox {
  readonly #keys: Keys;
  readonly #run: Run;
  #from = 0;

  constructor(keys: Keys, run: Run) {
    this.#keys = keys;
    this.#run = run;
  }

  async acknowledged(selector: string): Promise<boolean> {
    return Number(await this.#run(ACKNOWLEDGED, this.#keysOf(selector), [selector])) === 1;
  }

  async take(limit: number, lease: number, partition?: string): Promise<readonly Delivery[]> {
    if (partition !== undefined) return this.#takeOf(partition, limit, lease);
    const taken: Delivery[] = [];
    const failures: unknown[] = [];
    for (const one of this.#nextPartitions()) {
      if (taken.length >= limit) break;
      // A partition that does not answer hides no other, and keeps nothing that was taken of another.
      const found = this.#takeOf(one, limit - taken.length, lease);
      taken.push(...((await found.catch((error: unknown) => void failures.push(error))) ?? []));
    }
    if (taken.length === 0 && failures.length > 0) throw failures[0];
    return taken;
  }

  /** Some of the partitions at a time, beginning where the last look ended: a thousand are not asked each second. */
  #nextPartitions(): readonly string[] {
    const { partitions } = this.#keys;
    const count = Math.min(partitions.length, PARTITIONS_AT_ONCE);
    const next = Array.from(
      { length: count },
      (_, i) => partitions[(this.#from + i) % partitions.length] as string,
    );
    this.#from = (this.#from + count) % partitions.length;
    return next;
  }

  async settle({ selector, mark }: Ticket): Promise<void> {
    await this.#run(SETTLE, this.#keysOf(selector), [mark, selector]);
  }

  async defer({ selector, mark }: Ticket, { ms, counted }: Deferral): Promise<void> {
    await this.#run(DEFER, this.#keysOf(selector), [mark, selector, Math.ceil(ms), counted ? 1 : 0]);
  }

  async bury({ selector, mark }: Ticket, { reason, counted }: Burial): Promise<void> {
    const keys = [...this.#keysOf(selector), this.#keys.dead(selector)];
    await this.#run(BURY, keys, [mark, selector, reason, counted ? 1 : 0]);
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const all = await Promise.all(this.#keys.partitions.map((partition) => this.#deadOf(partition, limit)));
    const latestFirst = all.flat().sort((a, b) => b.at - a.at);
    return latestFirst.slice(0, limit).map(({ letter }) => letter);
  }

  async replay(selector: string): Promise<boolean> {
    const keys = [...this.#keysOf(selector), this.#keys.dead(selector)];
    return Number(await this.#run(REPLAY, keys, [selector, drawMark()])) === 1;
  }

  async #takeOf(partition: string, limit: number, lease: number): Promise<readonly Delivery[]> {
    const selectors = await this.#run<string[]>(
      TAKE,
      [this.#keys.outboxOf(partition)],
      [limit, lease * 1000],
    );
    if (selectors.length === 0) return [];
    const keys = selectors.map((selector) => this.#keys.request(selector));
    const mark = drawMark();
    const drawn = await this.#run<Drawn[]>(DRAW_TICKETS, keys, [mark]);
    const deliveries: Delivery[] = [];
    for (const [i, selector] of selectors.entries()) {
      const found = drawn[i] ?? [];
      if (found.length === 0) await this.settle({ selector, mark });
      else deliveries.push(...readable(() => deliveryOf({ selector, mark }, found)));
    }
    return deliveries;
  }

  async #deadOf(partition: string, limit: number): Promise<readonly Buried[]> {
    const dead = this.#keys.deadOf(partition);
    const flat = await this.#run<string[]>(DEAD_LETTERS, [dead], [limit]);
    if (flat.length === 0) return [];
    const selectors = flat.filter((_text, i) => i % 2 === 0);
    const keys = [dead, ...selectors.map((selector) => this.#keys.request(selector))];
    const found = await this.#run<string[][]>(READ_DEAD, keys, selectors);
    return found.flatMap((fields, i) => {
      const selector = selectors[i] as string;
      const at = Number(flat[2 * i + 1]);
      return fields.length === 0
        ? []
        : readable(() => ({ at, letter: deadLetter(selector, decodeFields(fields)) }));
    });
  }

  #keysOf(selector: string): string[] {
    return [this.#keys.request(selector), this.#keys.outbox(selector)];
  }
}

function deliveryOf(ticket: Ticket, [over, flat]: DrawnTicket): Delivery {
  const fields = decodeFields(flat);
  const stored = (fields.get('s') ?? 'pending') as RequestState;
  const expired = Number(over) === 1;
  const payload = fields.get('P');
  return {
    ticket,
    record: decodeRecord(ticket.selector, fields),
    state: expired && stored !== 'redeemed' ? 'expired' : stored,
    expired,
    attempts: Number(fields.get('A') ?? 0),
    ...(fields.get('z') === 'approved' && { approval: decodeApproval(fields) }),
    ...(payload !== undefined && { payload }),
  };
}

function deadLetter(selector: string, fields: Fields): DeadLetter {
  return {
    record: decodeRecord(selector, fields),
    attempts: Number(fields.get('A') ?? 0),
    reason: fields.get('B') ?? '',
  };
}
