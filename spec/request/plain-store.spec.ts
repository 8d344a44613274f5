import { plainStore } from '../../lib/request/plain-store.js';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';

/** Every call of the port; the compiler minds that none is missing. */
const port: Record<Exclude<keyof CibaStore, 'external'>, true> = {
  ...{ bind: true, partitionOf: true, check: true, close: true, useOnce: true },
  ...{ onChange: true, onUserChange: true },
  ...{ create: true, poll: true, claim: true, commit: true, release: true },
  ...{ decide: true, withdraw: true, isPending: true, get: true, list: true, scan: true, unblock: true },
  ...{ acknowledged: true, take: true, settle: true, defer: true, bury: true },
  ...{ deadLetters: true, replay: true, attempt: true, forgive: true },
};
const calls = Object.keys(port);

/** A store whose calls are methods, as those of a class are; each hands back what it was asked. */
class Methods {
  readonly external = true;
}
for (const name of calls)
  Object.defineProperty(Methods.prototype, name, {
    value(this: unknown, ...asked: unknown[]) {
      return { by: this, name, asked };
    },
  });

describe('a store as a plain object', () => {
  const store = new Methods() as unknown as CibaStore;
  let plain: Record<string, (...asked: unknown[]) => unknown>;

  beforeEach(() => {
    plain = plainStore(store) as never;
  });

  it('has every call of the port', () => {
    expect(Object.keys(plain).sort()).toStrictEqual(['external', ...calls].sort());
  });

  it.each(calls)('hands %s on to the store itself, with everything it was asked', (name) => {
    const { length } = plain[name] as () => unknown;
    const asked = Array.from({ length }, (_, n) => `argument ${n}`);
    expect(plain[name]?.(...asked)).toStrictEqual({ by: store, name, asked });
  });

  it('says as the store does whether it leaves this process', () => {
    expect(plain.external).toBe(true);
    expect(memoryStore().external).toBe(false);
  });

  it('can be spread, and a call replaced, without losing the others', async () => {
    const memory = memoryStore();
    const wrapped: CibaStore = { ...memory, list: async () => [] };
    expect(await wrapped.take(10, 30)).toStrictEqual([]);
    expect(await wrapped.replay('S')).toBe(false);
    expect(await wrapped.acknowledged('S')).toBe(false);
  });
});
