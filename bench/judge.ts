import { type Budget, SLACK } from './budgets.js';
import type { Figures } from './compare.js';
import type { Findings } from './findings.js';
import { F1, OIDC_PROVIDER, OURS } from './servers/index.js';
import { pairedRatio } from './statistics.js';

/** Whether a budget holds. */
export interface Verdict {
  readonly budget: string;
  /** `NaN` where it was not measured. */
  readonly found: number;
  /** What the budget says, and what of it the noise leaves. */
  readonly figure: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** Judges what a run found; what was not measured does not hold. */
export function judge(findings: Findings, budgets: readonly Budget[]): readonly Verdict[] {
  return budgets.map((budget) => verdictOn(budget, findings));
}

function verdictOn(budget: Budget, findings: Findings): Verdict {
  switch (budget.kind) {
    case 'timesF1': {
      const found = figuresOf(OURS.name, budget.operation, findings)?.pairedRatio;
      const limit = budget.most * (1 + toleranceOf(budget.operation, findings));
      return atMost(`${budget.operation}: CPU, x ${F1.name}`, found, budget.most, limit);
    }
    case 'cheaper': {
      const limit = budget.least / (1 + toleranceOf(budget.operation, findings));
      const found = timesCheaper(budget.operation, findings);
      return atLeast(`${budget.operation}: CPU of ${OIDC_PROVIDER.name}, x ours`, found, budget.least, limit);
    }
    case 'roundTrips': {
      const found = findings.steps.find(
        ({ operation, server }) => operation === budget.operation && server === OURS.name,
      )?.redis.reads;
      return atMost(`${budget.operation}: Redis round trips`, found, budget.most, budget.most + HALF_COUNTED);
    }
    case 'memory': {
      const found = findings.memory.find(({ server }) => server === OURS.name)?.bytes;
      return atMost('Redis memory of a pending request, bytes', found, budget.most, budget.most);
    }
    case 'growth':
      return growthVerdict(budget, findings);
  }
}

/** A read may bring half a command, or what another connection sends to keep itself alive. */
const HALF_COUNTED = 0.05;

function growthVerdict(
  { operation, most }: Extract<Budget, { kind: 'growth' }>,
  findings: Findings,
): Verdict {
  const growth = findings.growth.find((one) => one.operation === operation);
  const [first, last] = [growth?.levels[0], growth?.levels.at(-1)];
  const found = first && last && last.cpu / first.cpu;
  const limit = most * (1 + (growth?.drift ?? 0) + SLACK);
  const between = first && last ? `${last.pending} pending, x ${first.pending}` : 'growth';
  return atMost(`${operation}: CPU at ${between}`, found, most, limit);
}

/** What two equal servers may differ by in this run, as a share. */
function toleranceOf(operation: string, { comparisons }: Findings): number {
  return (comparisons.find((one) => one.operation === operation)?.noise.pairedRatio ?? 0) + SLACK;
}

function timesCheaper(operation: string, findings: Findings): number | undefined {
  const [theirs, ours] = [OIDC_PROVIDER, OURS].map(({ name }) => figuresOf(name, operation, findings));
  return theirs && ours && pairedRatio(theirs.cpuRounds, ours.cpuRounds);
}

function figuresOf(server: string, operation: string, { comparisons }: Findings): Figures | undefined {
  return comparisons
    .find((one) => one.operation === operation)
    ?.figures.find((figures) => figures.server === server);
}

function atMost(budget: string, found = Number.NaN, figure: number, limit: number): Verdict {
  return { budget: `${budget}, at most`, found, figure, limit, holds: found <= limit };
}

function atLeast(budget: string, found = Number.NaN, figure: number, limit: number): Verdict {
  return { budget: `${budget}, at least`, found, figure, limit, holds: found >= limit };
}
