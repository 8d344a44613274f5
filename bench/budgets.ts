/** What ours must hold to, as data; ratios are of CPU medians, within what the run's own noise and the slack add. */
export type Budget =
  /** At most so many times what F1 costs. */
  | { readonly kind: 'timesF1'; readonly operation: string; readonly most: number }
  /** Cheaper than node-oidc-provider by this factor at least. */
  | { readonly kind: 'cheaper'; readonly operation: string; readonly least: number }
  /** Redis round trips of one operation. */
  | { readonly kind: 'roundTrips'; readonly operation: string; readonly most: number }
  /** Bytes of Redis memory of one pending request, with all that belongs to it. */
  | { readonly kind: 'memory'; readonly most: number }
  /** At most so many times the cost at the fewest pending requests. */
  | { readonly kind: 'growth'; readonly operation: string; readonly most: number };

/** What two equal servers may differ by beside the noise of the run itself. */
export const SLACK = 0.15;

export const BUDGETS: readonly Budget[] = [
  { kind: 'timesF1', operation: 'request', most: 1.1 },
  { kind: 'timesF1', operation: 'poll', most: 1.0 },
  { kind: 'timesF1', operation: 'flow', most: 1.3 },
  { kind: 'cheaper', operation: 'request', least: 1.8 },
  { kind: 'cheaper', operation: 'poll', least: 1.5 },
  { kind: 'cheaper', operation: 'flow', least: 1.4 },
  { kind: 'roundTrips', operation: 'request', most: 1 },
  { kind: 'roundTrips', operation: 'poll', most: 1 },
  { kind: 'roundTrips', operation: 'redemption', most: 2 },
  { kind: 'roundTrips', operation: 'approval', most: 1 },
  { kind: 'memory', most: 722 },
  { kind: 'growth', operation: 'request', most: 1.0 },
  { kind: 'growth', operation: 'poll', most: 1.0 },
];
