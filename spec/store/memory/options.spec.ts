import { ConfigurationError } from '../../../lib/errors.js';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';

describe('memoryStore()', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10', null])(
    'refuses maxRequests %p',
    (value) => {
      const refused = () => memoryStore({ maxRequests: value as number });
      expect(refused).toThrow(ConfigurationError);
      expect(refused).toThrow('maxRequests is a whole number above 0 (ERR_CIBA_MAX_REQUESTS)');
      expect(refused).toThrow(expect.objectContaining({ code: 'ERR_CIBA_MAX_REQUESTS' }));
    },
  );

  it.each([undefined, {}, { maxRequests: 1 }, { maxRequests: 1_000_000 }])('takes %j', (options) => {
    expect(typeof memoryStore(options).poll).toBe('function');
  });
});
