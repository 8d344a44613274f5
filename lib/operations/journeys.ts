import type { CibaEvents } from '../index.js';
import { ERROR_STATUS, type Labels, type SpanLike, type TracerLike } from './telemetry.js';

/** A request that this process has stored and of which it has not heard the end. */
interface Journey {
  /** Milliseconds of the monotonic clock. */
  readonly began: number;
  readonly until: number;
  readonly deliveryMode: string;
  readonly span: SpanLike | undefined;
}

/** What a request came to. */
export interface End {
  readonly outcome: string;
  readonly isError?: boolean;
}

/** Most that are followed at once: of one more the oldest is given up. */
const MOST = 10_000;

/** How long after its lifetime a request is given up, in milliseconds: another process has heard of its end. */
const GRACE_MS = 10_000;

const SWEEP_MS = 10_000;

/** Follows requests from their acceptance to their end, as far as this process hears of them. */
export class Journeys {
  readonly #bySelector = new Map<string, Journey>();
  readonly #tracer: TracerLike | undefined;
  readonly #sweeper: NodeJS.Timeout;

  constructor(tracer: TracerLike | undefined) {
    this.#tracer = tracer;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  begin({ selector, delivery_mode, expires_in }: CibaEvents['requested'], labels: Labels): void {
    const oldest = this.#bySelector.size >= MOST ? this.#bySelector.keys().next().value : undefined;
    if (oldest !== undefined) this.end(oldest, { outcome: 'unheard' });
    const began = performance.now();
    const attributes = { ...labels, 'ciba.selector': selector, 'ciba.delivery_mode': delivery_mode };
    this.#bySelector.set(selector, {
      began,
      until: began + expires_in * 1000 + GRACE_MS,
      deliveryMode: delivery_mode,
      span: this.#tracer?.startSpan('ciba.request', { attributes }),
    });
  }

  /** Something happened on the way; answers the seconds since the beginning, where this process knows of it. */
  pass(selector: string, what: string): number | undefined {
    const journey = this.#bySelector.get(selector);
    journey?.span?.addEvent(what);
    return secondsOf(journey);
  }

  /** The end; answers as `pass` does. */
  end(selector: string, { outcome, isError = false }: End): number | undefined {
    const journey = this.#bySelector.get(selector);
    if (journey === undefined) return undefined;
    this.#bySelector.delete(selector);
    journey.span?.setAttribute('ciba.outcome', outcome);
    if (isError) journey.span?.setStatus({ code: ERROR_STATUS });
    journey.span?.end();
    return secondsOf(journey);
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const selector of [...this.#bySelector.keys()]) this.end(selector, { outcome: 'unheard' });
  }

  #sweep(): void {
    const now = performance.now();
    for (const [selector, { until }] of this.#bySelector)
      if (now >= until) this.end(selector, { outcome: 'unheard' });
  }
}

function secondsOf(journey: Journey | undefined): number | undefined {
  return journey && (performance.now() - journey.began) / 1000;
}
