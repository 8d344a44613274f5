import { describe, expect, it } from '@jest/globals';
import { BUDGETS, type Budget } from '../../bench/budgets.js';
import type { Comparison, Figures } from '../../bench/compare.js';
import type { Findings } from '../../bench/findings.js';
import { judge } from '../../bench/judge.js';
import type { Traffic } from '../../bench/redis.js';

const NOTHING: Findings = { comparisons: [], steps: [], memory: [], growth: [] };
const traffic = (reads: number): Traffic => ({ reads, commands: 0, bytesIn: 0, bytesOut: 0, cpu: 0 });

function figures(server: string, cpuRounds: readonly number[], pairedRatio = Number.NaN): Figures {
  const unused = { cpu: 0, p50: 0, p99: 0, ratio: 0, roundTrips: 0, redis: traffic(0) };
  return { ...unused, server, pairedRatio, cpuRounds };
}

function compared(noise: number, ...servers: readonly Figures[]): Findings {
  const comparison: Comparison = {
    operation: 'request',
    figures: servers,
    noise: { ratio: 9, pairedRatio: noise },
  };
  return { ...NOTHING, comparisons: [comparison] };
}

const only = (budget: Budget, findings: Findings) => judge(findings, [budget])[0];

describe('a budget of so many times F1', () => {
  const budget: Budget = { kind: 'timesF1', operation: 'request', most: 1 };

  it.each([
    [1.25, true],
    [1.26, false],
  ])('allows the noise of the run, here 10 %%, and 15 %% more: %d', (ratio, holds) => {
    const verdict = only(budget, compared(0.1, figures('ours', [], ratio)));
    expect(verdict).toEqual({
      budget: 'request: CPU, x F1, at most',
      found: ratio,
      figure: 1,
      limit: 1.25,
      holds,
    });
  });

  it('fails where the operation was not measured', () => {
    expect(only(budget, NOTHING)).toMatchObject({ found: Number.NaN, holds: false });
  });

  it('fails where ours was not', () => {
    expect(only(budget, compared(0, figures('F1', [1], 1)))).toMatchObject({ holds: false });
  });
});

describe('a budget of so many times cheaper than node-oidc-provider', () => {
  const budget: Budget = { kind: 'cheaper', operation: 'request', least: 1.8 };
  const beside = (theirs: readonly number[], ours: readonly number[]): Findings =>
    compared(0.05, figures('node-oidc-provider', theirs), figures('ours', ours));

  it('compares rounds with the rounds beside them, not medians: a machine that slows down slows both', () => {
    expect(only(budget, beside([200, 400, 800], [100, 200, 400]))).toMatchObject({ found: 2, holds: true });
  });

  it.each([
    [150, true],
    [149, false],
  ])('allows the noise, here 5 %%, and 15 %% more: %d against 100', (theirs, holds) => {
    expect(only(budget, beside([theirs], [100]))).toMatchObject({ limit: 1.8 / 1.2, holds });
  });

  it('fails where node-oidc-provider was not measured', () => {
    expect(only(budget, compared(0, figures('ours', [1], 1)))).toMatchObject({ holds: false });
  });
});

describe('a budget of round trips', () => {
  const budget: Budget = { kind: 'roundTrips', operation: 'redemption', most: 2 };

  it.each([
    [2, true],
    [2.05, true],
    [2.1, false],
    [3, false],
  ])('knows no noise but a read now and then: %d', (reads, holds) => {
    const steps = [
      { operation: 'redemption', server: 'node-oidc-provider', redis: traffic(4) },
      { operation: 'request', server: 'ours', redis: traffic(1) },
      { operation: 'redemption', server: 'ours', redis: traffic(reads) },
    ];
    expect(only(budget, { ...NOTHING, steps })).toMatchObject({ found: reads, holds });
  });
});

describe('a budget of memory', () => {
  it.each([
    [722, true],
    [722.1, false],
  ])('is exact: %d bytes', (bytes, holds) => {
    const memory = [
      { server: 'F1', pending: 20_000, bytes: 267 },
      { server: 'ours', pending: 20_000, bytes },
    ];
    expect(only({ kind: 'memory', most: 722 }, { ...NOTHING, memory })).toMatchObject({
      found: bytes,
      holds,
    });
  });
});

describe('a budget of growth', () => {
  const budget: Budget = { kind: 'growth', operation: 'poll', most: 1 };
  const grown = (last: number): Findings => {
    const levels = [
      { pending: 1000, cpu: 100, redisCpu: 20 },
      { pending: 20_000, cpu: 300, redisCpu: 20 },
      { pending: 100_000, cpu: last, redisCpu: 20 },
    ];
    return { ...NOTHING, growth: [{ operation: 'poll', levels, drift: 0.05 }] };
  };

  it.each([
    [120, true],
    [121, false],
  ])(
    'compares the most with the fewest, and allows what the fewest differ by and 15 %%: %d',
    (last, holds) => {
      expect(only(budget, grown(last))).toMatchObject({
        budget: 'poll: CPU at 100000 pending, x 1000, at most',
        found: last / 100,
        holds,
      });
    },
  );
});

describe('the budgets', () => {
  it('all fail on a run that measured nothing', () => {
    const verdicts = judge(NOTHING, BUDGETS);
    expect(verdicts).toHaveLength(BUDGETS.length);
    expect(verdicts.filter(({ holds }) => holds)).toEqual([]);
  });
});
