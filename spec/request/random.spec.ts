import { randomText } from '../../lib/request/random.js';

describe('random text', () => {
  it.each([1, 16, 32, 33, 8192])('of %i bytes holds as many', (bytes) => {
    expect(Buffer.from(randomText(bytes), 'base64url')).toHaveLength(bytes);
  });

  it('never repeats, within one draw from the system and across many', () => {
    const texts = Array.from({ length: 20_000 }, () => randomText(16));
    expect(new Set(texts).size).toBe(20_000);
  });

  it('never holds bytes that were handed out already', () => {
    for (let n = 0; n < 5000; n += 1) {
      const bytes = Buffer.from(randomText(1 + (n % 40) + 24), 'base64url');
      expect(bytes.includes(Buffer.alloc(8))).toBe(false);
    }
  });
});
