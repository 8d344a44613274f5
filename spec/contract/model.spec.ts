import fc from 'fast-check';
import { Redis } from 'ioredis';
import { lockstep, type Model } from '../support/contract-model.ts';
import { freshPrefix, overRedis, storeCases, testRedisUrl } from '../support/stores.ts';
import { begin, end, storeCommands } from './model-commands.ts';

const memory = storeCases[0]!;

describe('memory and Redis side by side', () => {
  let client: Redis;
  beforeAll(() => {
    client = new Redis(testRedisUrl());
  });
  afterAll(() => client.quit());

  it('answer alike whatever is asked, commit once at most, keep decisions, never shrink an interval and lose nothing that is to be told', async () => {
    const commands = fc.commands(storeCommands, { maxCommands: 50, size: 'max' });
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const one = await memory.open();
        const two = overRedis(client, { keyPrefix: freshPrefix() }, async () => {});
        const model: Model = { traces: [], drawn: 0 };
        const real = lockstep(one, two);
        await begin(model, real);
        await fc
          .asyncModelRun(() => ({ model, real }), sequence)
          .then(() => end(model, real))
          .finally(() => one.close());
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
