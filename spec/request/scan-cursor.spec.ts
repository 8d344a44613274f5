import { describe, expect, it } from '@jest/globals';
import { formatCursor, parseCursor } from '../../lib/request/scan-cursor.js';

describe('the cursor of a look through all requests', () => {
  it.each([
    { node: 0, position: '0' },
    { node: 9999, position: '1' },
    { node: 3, position: '18446744073709551615' },
  ])('is read back: %j', (cursor) => {
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  it.each([
    ...['', 'x', '0', '0-', '-0', '0-x', '0--1', '0-1 ', '0-1-1', '10000-0'],
    ...['0-18446744073709551616', '0-99999999999999999999', '0-100000000000000000000'],
    ...[0, 5n, null, undefined, ['0-0']],
  ])('is nothing else: %p', (text) => {
    expect(parseCursor(text)).toBeUndefined();
  });
});
