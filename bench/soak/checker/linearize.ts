import type { Planned, Point } from './acts.js';
import type { Call } from './history.js';
import { NOTHING, type State } from './model.js';
import type { Span } from './span.js';

/** What was lost when the store fell back to an earlier state. */
export interface Loss {
  readonly before: State;
  readonly after: State;
}

/** Whether the calls of one request can have taken place one after the other. */
export type Verdict =
  | { readonly holds: true; readonly losses: readonly Loss[] }
  /** `stuck`: the calls that could not be placed when the search had come furthest; `undecided` where it was given up. */
  | { readonly holds: false; readonly stuck: readonly Call[]; readonly undecided: boolean };

/** Something done, and how it stood before. */
interface Done {
  readonly before: State;
  readonly at: Span;
}

interface Place {
  /** How many points of each call are done. */
  readonly progress: readonly number[];
  /** Nothing that is yet to be done was earlier. */
  readonly since: number;
  readonly state: State;
  /** What a loss may undo, the latest last; kept where there were losses. */
  readonly trail: readonly Done[];
  /** Losses that are behind. */
  readonly fallen: number;
  readonly losses: readonly Loss[];
}

/** Places that are looked at for one request, at most. */
const PATIENCE = 200_000;

/**
 * Looks for an order of all that the calls have done in which each answer is the right one, and no act lies outside its call. All orders
 * are tried. Within one of the spans `losses` the store may have fallen back to how it stood, no further than where the span begins.
 */
export function linearize(calls: readonly Planned[], losses: readonly Span[] = []): Verdict {
  return new Search(calls, losses).run();
}

class Search {
  readonly #calls: readonly Planned[];
  readonly #losses: readonly Span[];
  readonly #seen = new Set<string>();
  #furthest = -1;
  #stuck: readonly Call[] = [];

  constructor(calls: readonly Planned[], losses: readonly Span[]) {
    this.#calls = calls;
    this.#losses = losses;
  }

  run(): Verdict {
    const found = this.#visit({
      progress: this.#calls.map(() => 0),
      since: Number.NEGATIVE_INFINITY,
      state: NOTHING,
      trail: [],
      fallen: 0,
      losses: [],
    });
    if (found !== undefined) return { holds: true, losses: found };
    return { holds: false, stuck: this.#stuck, undecided: this.#seen.size >= PATIENCE };
  }

  #visit(place: Place): readonly Loss[] | undefined {
    const left = this.#left(place.progress);
    const musts = left.filter(({ point }) => !point.optional);
    if (musts.length === 0) return place.losses;
    if (musts.some(({ point }) => point.window.to < place.since)) return undefined;
    if (this.#seen.size >= PATIENCE || !this.#isNew(place)) return undefined;
    this.#note(musts, place.progress);
    // What must have been comes first: what nobody heard of is rarely needed.
    const maybes = left.filter(({ point }) => point.optional && point.window.to >= place.since);
    for (const next of [...musts, ...maybes]) {
      const found = this.#after(place, next);
      if (found !== undefined) return found;
    }
    return this.#afterLoss(place);
  }

  /** The next point of each call that is not over. */
  #left(progress: readonly number[]): { readonly index: number; readonly point: Point }[] {
    return this.#calls.flatMap(({ points }, index) => {
      const point = points[progress[index] ?? 0];
      return point === undefined ? [] : [{ index, point }];
    });
  }

  #after(place: Place, { index, point }: { index: number; point: Point }): readonly Loss[] | undefined {
    const at = { from: Math.max(place.since, point.window.from), to: point.window.to };
    const progress = place.progress.map((done, n) => (n === index ? done + 1 : done));
    const trail = this.#losses.length === 0 ? [] : [...place.trail, { before: place.state, at }];
    for (const state of point.act(place.state, at)) {
      const found = this.#visit({ ...place, progress, since: at.from, state, trail });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The store falls back: by one act, by two, and so on. */
  #afterLoss(place: Place): readonly Loss[] | undefined {
    const span = this.#losses[place.fallen];
    if (span === undefined) return undefined;
    const next = { ...place, since: Math.max(place.since, span.from), fallen: place.fallen + 1 };
    if (next.since <= span.to) {
      for (let n = place.trail.length - 1; n >= 0; n--) {
        const { before, at } = place.trail[n] as Done;
        if (at.to < span.from) break;
        const losses = [...place.losses, { before: place.state, after: before }];
        const found = this.#visit({ ...next, state: before, trail: place.trail.slice(0, n), losses });
        if (found !== undefined) return found;
      }
    }
    return this.#visit({ ...place, fallen: place.fallen + 1 });
  }

  #isNew({ progress, state, trail, fallen }: Place): boolean {
    const key = JSON.stringify([progress, state, fallen, trail]);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #note(musts: readonly { readonly index: number }[], progress: readonly number[]): void {
    const done = progress.reduce((sum, one) => sum + one, 0);
    if (done <= this.#furthest) return;
    this.#furthest = done;
    this.#stuck = musts.flatMap(({ index }) => this.#calls[index]?.call ?? []);
  }
}
