/**
 * Attributes of a measurement or span.
 *
 * @inline
 */
export type Labels = Readonly<Record<string, string>>;

/**
 * How an instrument describes itself.
 *
 * @inline
 */
export interface InstrumentDescription {
  readonly description?: string;
  readonly unit?: string;
  readonly advice?: { explicitBucketBoundaries?: number[] };
}

/** What is needed of a `Meter` of `@opentelemetry/api`, which fits as it is. */
export interface MeterLike {
  /** Makes what only grows. */
  createCounter(
    name: string,
    options?: InstrumentDescription,
  ): { add(value: number, attributes?: Labels): void };
  /** Makes what is measured. */
  createHistogram(
    name: string,
    options?: InstrumentDescription,
  ): { record(value: number, attributes?: Labels): void };
}

/**
 * What is needed of a `Span`.
 *
 * @inline
 */
export interface SpanLike {
  setAttribute(name: string, value: string): unknown;
  addEvent(name: string): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

/** What is needed of a `Tracer` of `@opentelemetry/api`, which fits as it is. */
export interface TracerLike {
  /** Begins a span. */
  startSpan(name: string, options?: { attributes?: Record<string, string> }): SpanLike;
}

/** `SpanStatusCode.ERROR`. */
export const ERROR_STATUS = 2;
