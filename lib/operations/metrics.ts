import type { Labels, MeterLike } from './telemetry.js';

/** What is counted and measured. */
export interface Metrics {
  readonly count: (what: keyof typeof COUNTERS, labels: Labels) => void;
  readonly measure: (what: keyof typeof HISTOGRAMS, seconds: number | undefined, labels: Labels) => void;
}

const COUNTERS = {
  requests: 'Requests that were accepted.',
  prompts: 'Times that a user was asked, was not because of a cap, or could not be.',
  decisions: 'What requests came to.',
  redemptions: 'Approvals that tokens were issued for.',
  refusals: 'Requests that were refused, by reason.',
  reports: 'Users who say that they never asked for this.',
  bounds: 'A bound of this package that has bitten, once a minute at most.',
  deliveries: 'Calls to clients that are told of an outcome.',
} as const;

const HISTOGRAMS = {
  'decision.duration': 'From the request to the decision, where both came to this process.',
  'redemption.duration': 'From the request to its tokens, where both came to this process.',
} as const;

/** Seconds that people take. */
const BUCKETS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

/** Makes the instruments; without a meter nothing is counted. */
export function metricsOf(meter: MeterLike | undefined): Metrics {
  if (meter === undefined) return { count: () => undefined, measure: () => undefined };
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, description]) => [
      name,
      meter.createCounter(`ciba.${name}`, { description }),
    ]),
  );
  const advice = { explicitBucketBoundaries: BUCKETS };
  const histograms = new Map(
    Object.entries(HISTOGRAMS).map(([name, description]) => [
      name,
      meter.createHistogram(`ciba.${name}`, { description, unit: 's', advice }),
    ]),
  );
  return {
    count: (what, labels) => counters.get(what)?.add(1, labels),
    measure: (what, seconds, labels) => {
      if (seconds !== undefined) histograms.get(what)?.record(seconds, labels);
    },
  };
}
