import fc from 'fast-check';
import {
  BURST_MS,
  EARLY_TOLERANCE_MS,
  judgePollRate,
  MAX_INTERVAL,
  type PollCounters,
  SLOW_DOWN_STEP,
  slowedDown,
} from '../../lib/request/poll-rate.js';

const NOW = 1_000_000;

describe('the poll rate', () => {
  it('has the figures that the design names', () => {
    expect([EARLY_TOLERANCE_MS, BURST_MS, SLOW_DOWN_STEP, MAX_INTERVAL]).toStrictEqual([500, 100, 5, 60]);
  });

  it('never finds the first poll too fast', () => {
    expect(judgePollRate({ interval: 60 }, NOW)).toStrictEqual({
      tooFast: false,
      counters: { countedAt: NOW, interval: 60 },
    });
  });

  it.each([
    [5, 4500, 5],
    [5, 5000, 5],
    [5, 3_600_000, 5],
    [1, 500, 1],
    [60, 59_500, 60],
  ])('with an interval of %i s takes a poll after %i ms as on time', (interval, after, kept) => {
    expect(judgePollRate({ interval, countedAt: NOW - after }, NOW)).toStrictEqual({
      tooFast: false,
      counters: { countedAt: NOW, interval: kept },
    });
  });

  it.each([
    [5, 4499, 10],
    [5, 101, 10],
    [1, 499, 6],
    [55, 1000, 60],
    [58, 1000, 60],
    [60, 1000, 60],
    [61, 1000, 61],
    [3600, 1000, 3600],
  ])(
    'with an interval of %i s takes a poll after %i ms as too fast and makes it %i s',
    (interval, after, grown) => {
      expect(judgePollRate({ interval, countedAt: NOW - after }, NOW)).toStrictEqual({
        tooFast: true,
        counters: { countedAt: NOW, interval: grown },
      });
    },
  );

  it.each([0, 1, 99, 100])('counts a poll after %i ms to the burst and remembers nothing of it', (after) => {
    const counters = { interval: 5, countedAt: NOW - after };
    expect(judgePollRate(counters, NOW)).toStrictEqual({ tooFast: true, counters });
  });

  it('counts a poll after the clock stepped back as on time, from the new time on', () => {
    const verdict = judgePollRate({ interval: 5, countedAt: NOW + 3000 }, NOW);
    expect(verdict).toStrictEqual({ tooFast: false, counters: { interval: 5, countedAt: NOW } });
  });

  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 70_000 })));
  const intervals = fc.integer({ min: 1, max: 3600 });

  it('never shrinks an interval, never raises it by more than 5 s at once nor beyond 60 s', () => {
    fc.assert(
      fc.property(intervals, gaps, (start, waits) => {
        let counters: PollCounters = { interval: start };
        let now = NOW;
        for (const wait of waits) {
          now += wait;
          const { counters: next } = judgePollRate(counters, now);
          expect(next.interval).toBeGreaterThanOrEqual(counters.interval);
          expect(next.interval).toBeLessThanOrEqual(counters.interval + 5);
          expect(next.interval).toBeLessThanOrEqual(Math.max(60, start));
          counters = next;
        }
      }),
    );
  });

  it('never finds a client too fast that waits for the interval', () => {
    fc.assert(
      fc.property(intervals, fc.array(fc.integer({ min: -500, max: 5000 })), (interval, lateness) => {
        let counters: PollCounters = { interval };
        let now = NOW;
        for (const late of lateness) {
          const verdict = judgePollRate(counters, now);
          expect(verdict).toStrictEqual({ tooFast: false, counters: { countedAt: now, interval } });
          counters = verdict.counters;
          now += interval * 1000 + late;
        }
      }),
    );
  });

  it('finds a client that always comes early too fast each time', () => {
    expect([5, 10, 57, 60, 90].map(slowedDown)).toStrictEqual([10, 15, 60, 60, 90]);
  });
});
