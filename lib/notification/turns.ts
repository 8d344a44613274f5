/** What one client has of the relay. */
interface Lane {
  running: number;
  readonly waiting: (() => void)[];
  /** How long its latest calls took, in milliseconds; a moving mean. */
  took: number;
}

/** Most calls to one client at once, and most that wait for theirs: about a second's worth at the client's own pace. */
const MOST_RUNNING = 10;
const MOST_WAITING = 90;
const PACE_MS = 1000;

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/** Turns of clients to be called: a few calls to each at once, so that a slow receiver holds up nobody but itself. */
export class Turns {
  readonly #lanes = new Map<string, Lane>();

  /** Resolves when it is this client's turn; undefined where too many wait for theirs. */
  enter(clientId: string): Promise<void> | undefined {
    const lane = this.#lanes.get(clientId) ?? { running: 0, waiting: [], took: 0 };
    this.#lanes.set(clientId, lane);
    if (lane.running < MOST_RUNNING) {
      lane.running += 1;
      return Promise.resolve();
    }
    const most = lane.took === 0 ? MOST_WAITING : (PACE_MS * MOST_RUNNING) / lane.took;
    if (lane.waiting.length >= most) return undefined;
    return new Promise((resolve) => lane.waiting.push(resolve));
  }

  /** Ends a turn that took so many milliseconds; the next one begins. */
  leave(clientId: string, took: number): void {
    const lane = this.#lanes.get(clientId);
    if (lane === undefined) return;
    lane.took = lane.took === 0 ? took : (3 * lane.took + took) / 4;
    const next = lane.waiting.shift();
    if (next === undefined) lane.running -= 1;
    else next();
    if (lane.running === 0) this.#lanes.delete(clientId);
  }

  /** Milliseconds after which there may be room for another delivery to this client. */
  pause(clientId: string): number {
    const { took = 0, waiting = [] } = this.#lanes.get(clientId) ?? {};
    const untilIdle = (took * waiting.length) / MOST_RUNNING;
    return Math.min(Math.max(untilIdle, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  }
}
