/** The moments at which something may have happened, both ends included; milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the store's clock and the log's may differ by: the store cuts to whole milliseconds, both are read at some distance from the act. */
export const CLOCKS_DIFFER_MS = 5;

/** The same, so much later. */
export function later({ from, to }: Span, ms: number): Span {
  return { from: from + ms, to: to + ms };
}

/** Whether the one can have happened before the other. */
export function canPrecede(one: Span, other: Span): boolean {
  return one.from - CLOCKS_DIFFER_MS < other.to;
}

/** Whether the one can have happened when the other had, or at the same moment. */
export function canFollow(one: Span, other: Span): boolean {
  return one.to + CLOCKS_DIFFER_MS >= other.from;
}

/** How many milliseconds may lie between the two. */
export function between(one: Span, other: Span): Span {
  return {
    from: Math.max(0, other.from - one.to - CLOCKS_DIFFER_MS),
    to: Math.max(0, other.to - one.from + CLOCKS_DIFFER_MS),
  };
}
