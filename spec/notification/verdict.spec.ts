import { describe, expect, it } from '@jest/globals';
import { pauseAfter, verdictOf } from '../../lib/notification/verdict.js';

const modes = ['ping', 'push'] as const;

describe('what a status means', () => {
  it.each(modes)('to a %s: 200 and 204 are both right', (mode) => {
    expect([200, 204].map((status) => verdictOf(status, undefined, mode))).toEqual([
      { what: 'told' },
      { what: 'told' },
    ]);
  });

  it.each([
    100, 201, 202, 203, 205, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 410, 418, 429,
    499,
  ])('is final: %d', (status) => {
    for (const mode of modes)
      expect(verdictOf(status, '5', mode)).toEqual({
        what: 'never',
        reason: `status_${status}`,
        counted: true,
      });
  });

  it.each([502, 503, 504])('is passing: %d', (status) => {
    for (const mode of modes)
      expect(verdictOf(status, undefined, mode)).toEqual({
        what: 'again',
        reason: `status_${status}`,
        counted: true,
      });
  });

  it.each([500, 501, 505, 511, 599])('is passing to a push and final to a ping: %d', (status) => {
    const reason = `status_${status}`;
    expect(verdictOf(status, undefined, 'ping')).toEqual({ what: 'never', reason, counted: true });
    expect(verdictOf(status, undefined, 'push')).toEqual({ what: 'again', reason, counted: true });
  });

  it.each([
    ['1', 1000],
    ['120', 120_000],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['999999', 3_600_000],
  ])('heeds Retry-After: %s', (retryAfter, ms) => {
    expect(verdictOf(503, retryAfter, 'ping')).toMatchObject({ what: 'again', ms });
  });

  it.each([
    undefined,
    '',
    '0',
    '-5',
    '1.5',
    ' 5',
    '1e3',
    '0x10',
    '1234567',
    'Wed, 21 Oct 2026 07:28:00 GMT',
    'soon',
  ])('passes over Retry-After: %j', (retryAfter) => {
    expect(verdictOf(503, retryAfter, 'ping')).not.toHaveProperty('ms');
  });
});

describe('the pause before the next call', () => {
  it('doubles up to a minute', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 7, 50, 5000].map((attempts) => pauseAfter(attempts, () => 1));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('is left to chance by half', () => {
    expect([0, 0.5, 1].map((drawn) => pauseAfter(3, () => drawn))).toEqual([4000, 6000, 8000]);
    expect([0, 0.25].map((drawn) => pauseAfter(9, () => drawn))).toEqual([30_000, 37_500]);
  });

  it('is drawn anew each time', () => {
    expect(new Set(Array.from({ length: 20 }, () => pauseAfter(6))).size).toBeGreaterThan(1);
  });
});
