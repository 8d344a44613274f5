import type { Comparison, Figures } from './compare.js';
import { F1, F1_ASSERTION, OURS, OURS_ASSERTION, type Server } from './servers/index.js';

/** What an assertion adds to an operation. */
interface Added {
  /** Microseconds. */
  readonly cpu: number;
  readonly roundTrips: number;
}

/** Prints what an assertion adds to ours beside what it adds to F1: there it is one signature check and one script. */
export function printAssertionCost(comparisons: readonly Comparison[]): void {
  for (const { operation, figures } of comparisons) {
    const [bare, ours] = [added(figures, F1, F1_ASSERTION), added(figures, OURS, OURS_ASSERTION)];
    console.log(`\n${operation}: added by an ES256 assertion`);
    console.table({
      F1: { 'CPU us/op': round(bare.cpu), 'Redis reads/op': round(bare.roundTrips), 'x F1': 1 },
      ours: {
        'CPU us/op': round(ours.cpu),
        'Redis reads/op': round(ours.roundTrips),
        'x F1': round(ours.cpu / bare.cpu),
      },
    });
  }
}

function added(figures: readonly Figures[], without: Server, withIt: Server): Added {
  const of = ({ name }: Server): Figures | undefined => figures.find(({ server }) => server === name);
  const [base, more] = [of(without), of(withIt)];
  return {
    cpu: (more?.cpu ?? Number.NaN) - (base?.cpu ?? Number.NaN),
    roundTrips: (more?.roundTrips ?? Number.NaN) - (base?.roundTrips ?? Number.NaN),
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
