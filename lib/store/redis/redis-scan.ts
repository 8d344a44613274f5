import { partitionOfSelector } from '../../request/ids.js';
import type { DeliveryMode, RequestState } from '../../request/record.js';
import type { ScanCursor } from '../../request/scan-cursor.js';
import type { ScanAnswer, ScanQuestion } from '../../request/store.js';
import { fits, type StoredSummary } from '../../request/summary.js';
import { DEFAULT_MODE } from './codec.js';
import type { Connection } from './connection.js';
import type { Keys } from './keys.js';
import type { Run } from './redis-outbox.js';
import { SUMMARIES } from './scripts/summaries.js';

/** Most SCANs of one look, and most keys that one of them is asked to look at: other tenants of the database are not to wait for it. */
const MOST_SCANS = 10;
const MOST_KEYS = 1000;

const START: ScanCursor = { node: 0, position: '0' };

/** What the script tells of one request; nothing of one that is gone. */
type Summary = [string, string, string, string | null, string, string, string] | [];

/** Looks through the requests of all partitions, those of an earlier number of partitions too, node by node. */
export class RedisScan {
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #run: Run;

  constructor(connection: Connection, keys: Keys, run: Run) {
    this.#connection = connection;
    this.#keys = keys;
    this.#run = run;
  }

  async scan({ filter, limit, from = START }: ScanQuestion): Promise<ScanAnswer> {
    const found = new Map<string, StoredSummary>();
    let at: ScanCursor | undefined = from;
    let count = Math.min(limit, MOST_KEYS);
    for (let scans = 0; at !== undefined && scans < MOST_SCANS && found.size < limit; scans++) {
      const { keys, next } = await this.#connection.keysLike(this.#keys.anyRequest, at, count);
      for (const summary of await this.#summaries(keys))
        if (fits(summary, filter)) found.set(summary.selector, summary);
      // Among the keys of others few are ours.
      if (found.size === 0) count = Math.min(2 * count, MOST_KEYS);
      at = next;
    }
    return { found: [...found.values()], ...(at !== undefined && { next: at }) };
  }

  /** One script for each partition: on a Cluster the keys of two do not lie together. */
  async #summaries(keys: readonly string[]): Promise<readonly StoredSummary[]> {
    const byPartition = new Map<string, string[]>();
    for (const selector of keys.flatMap((key) => this.#keys.selectorOf(key) ?? [])) {
      const partition = partitionOfSelector(selector);
      const others = byPartition.get(partition) ?? [];
      byPartition.set(partition, [...others, selector]);
    }
    const read = [...byPartition.values()].map((selectors) => this.#read(selectors));
    return (await Promise.all(read)).flat();
  }

  async #read(selectors: readonly string[]): Promise<readonly StoredSummary[]> {
    const keys = selectors.map((selector) => this.#keys.request(selector));
    const found = await this.#run<Summary[]>(SUMMARIES, keys, []);
    return found.flatMap((summary, i) => stored(selectors[i] as string, summary));
  }
}

function stored(selector: string, summary: Summary): readonly StoredSummary[] {
  const [state, clientId, sub, deliveryMode, scope, receivedAt, expiresAt] = summary;
  if (clientId === undefined || sub === undefined) return [];
  return [
    {
      selector,
      clientId,
      sub,
      state: state as RequestState,
      deliveryMode: (deliveryMode ?? DEFAULT_MODE) as DeliveryMode,
      scope: scope === '' ? [] : (scope?.split(' ') ?? []),
      receivedAt: Number(receivedAt),
      expiresAt: Number(expiresAt),
    },
  ];
}
