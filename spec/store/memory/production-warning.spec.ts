import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { newRequest, noCaps } from '../../support/contract-requests.ts';

const WARNING = 'express-ciba: memoryStore() keeps requests in this process alone; use redisStore()';

describe('the memory store in production', () => {
  const environment = process.env.NODE_ENV;
  const emitWarning = jest.spyOn(process, 'emitWarning');

  beforeEach(() => {
    emitWarning.mockReset();
  });
  afterEach(() => {
    process.env.NODE_ENV = environment;
  });
  afterAll(() => emitWarning.mockRestore());

  it('warns that other processes do not see its requests', () => {
    process.env.NODE_ENV = 'production';
    memoryStore();
    expect(emitWarning.mock.calls).toStrictEqual([[WARNING]]);
  });

  it('warns once, however many requests come', async () => {
    process.env.NODE_ENV = 'production';
    const store = memoryStore();
    for (let n = 0; n < 3; n += 1) await store.create(newRequest(), noCaps);
    store.close();
    expect(emitWarning).toHaveBeenCalledTimes(1);
  });

  it.each(['development', 'test', ''])('does not warn under NODE_ENV=%s', (name) => {
    process.env.NODE_ENV = name;
    memoryStore();
    expect(emitWarning).not.toHaveBeenCalled();
  });
});
