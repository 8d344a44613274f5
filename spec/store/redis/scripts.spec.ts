import { createHash } from 'node:crypto';
import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { ACKNOWLEDGED } from '../../../lib/store/redis/scripts/acknowledged.js';
import { ATTEMPT } from '../../../lib/store/redis/scripts/attempt.js';
import { BURY } from '../../../lib/store/redis/scripts/bury.js';
import { CLAIM } from '../../../lib/store/redis/scripts/claim.js';
import { COMMIT } from '../../../lib/store/redis/scripts/commit.js';
import { CREATE } from '../../../lib/store/redis/scripts/create.js';
import { DEAD_LETTERS, READ_DEAD } from '../../../lib/store/redis/scripts/dead-letters.js';
import { DECIDE } from '../../../lib/store/redis/scripts/decide.js';
import { DEFER } from '../../../lib/store/redis/scripts/defer.js';
import { FORGIVE } from '../../../lib/store/redis/scripts/forgive.js';
import { GET } from '../../../lib/store/redis/scripts/get.js';
import { LIST, READ_PENDING } from '../../../lib/store/redis/scripts/list.js';
import { POLL } from '../../../lib/store/redis/scripts/poll.js';
import { RELEASE } from '../../../lib/store/redis/scripts/release.js';
import { REPLAY } from '../../../lib/store/redis/scripts/replay.js';
import { SETTLE } from '../../../lib/store/redis/scripts/settle.js';
import { SUMMARIES } from '../../../lib/store/redis/scripts/summaries.js';
import { DRAW_TICKETS, TAKE } from '../../../lib/store/redis/scripts/take.js';
import { UNBLOCK } from '../../../lib/store/redis/scripts/unblock.js';
import { USE_ONCE } from '../../../lib/store/redis/scripts/use-once.js';
import { WHOSE } from '../../../lib/store/redis/scripts/whose.js';
import { forgetfulClient, lifeOf, recordingClient, useRedis } from '../../support/contract-redis.ts';
import { newRequest, noCaps } from '../../support/contract-requests.ts';

const scripts = Object.entries({
  ...{ ACKNOWLEDGED, BURY, CLAIM, COMMIT, CREATE, DEAD_LETTERS, DECIDE, DEFER, DRAW_TICKETS, GET, LIST },
  ...{ POLL, READ_DEAD, READ_PENDING, RELEASE, REPLAY, SETTLE, SUMMARIES, TAKE, UNBLOCK, USE_ONCE },
  ...{ ATTEMPT, FORGIVE, WHOSE },
});

/** What is a key of no command: the time, and the channel of a message. */
const KEYLESS = ['TIME', 'PUBLISH'];

describe('the scripts', () => {
  const redis = useRedis();

  it.each(scripts)('%s is named by the SHA-1 of its source', async (_name, { sha, source }) => {
    expect(sha).toBe(createHash('sha1').update(source).digest('hex'));
    expect(await redis.client.script('LOAD', source)).toBe(sha);
  });

  it.each(scripts)('%s takes every key through KEYS', (_name, { source }) => {
    const targets = [...source.matchAll(/redis\.call\('(\w+)'(?:, ([^,)]+))?/g)]
      .filter(([, command]) => !KEYLESS.includes(command as string))
      .map(([, , target]) => target);
    expect(targets).not.toHaveLength(0);
    for (const target of targets) expect(target).toMatch(/^(KEYS\[[1-5i]\]|key)$/);
    if (targets.includes('key')) expect(source).toContain('key in ipairs(KEYS)');
    if (targets.includes('KEYS[i]')) expect(source).toContain('for i = 2, #KEYS');
  });
});

describe('a call of the Redis store', () => {
  const redis = useRedis();

  it('is sent by EVALSHA first and once by EVAL where the server does not know the script', async () => {
    const client = forgetfulClient(redis.client);
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    expect(await store.create(newRequest(), noCaps)).toMatchObject({ status: 'created' });
    expect(client.commands).toStrictEqual(['evalsha', 'eval']);
    expect(await store.list('alice')).toHaveLength(1);
  });

  it('is sent by EVALSHA alone from then on', async () => {
    const client = forgetfulClient(redis.client);
    const store = redisStore(client, { keyPrefix: redis.keyPrefix });
    for (let n = 0; n < 3; n += 1) await store.create(newRequest(), noCaps);
    expect(client.commands).toStrictEqual(['evalsha', 'eval', 'evalsha', 'evalsha']);
  });

  it('is not sent again when the script fails for another reason', async () => {
    const client = recordingClient(redis.client);
    const loading = () => {
      client.commands.push('evalsha');
      return Promise.reject(new Error('LOADING Redis is loading the dataset in memory'));
    };
    const store = redisStore({ ...client, evalsha: loading }, { keyPrefix: redis.keyPrefix });
    await expect(store.create(newRequest(), noCaps)).rejects.toThrow(/^Redis: LOADING/);
    expect(client.commands).toStrictEqual(['evalsha']);
  });

  it('works after the server has forgotten every script, whichever call comes next', async () => {
    for (const { ask, answer } of lifeOf(
      redisStore(redis.client, { keyPrefix: redis.keyPrefix }),
      newRequest(),
    )) {
      await redis.client.script('FLUSH');
      const got = await ask();
      if (typeof answer === 'object') expect(got).toMatchObject(answer as object);
      else expect(got).toBe(answer);
    }
  });

  it('asks Redis once, twice for a list and for a decision without a user', async () => {
    const client = recordingClient(redis.client);
    const life = lifeOf(redisStore(client, { keyPrefix: redis.keyPrefix }), newRequest());
    const asked: Record<string, number> = {};
    for (const { name, ask } of life) {
      client.commands.length = 0;
      await ask();
      asked[name] = client.commands.filter((command) => command !== 'eval').length;
    }
    const once = Object.fromEntries(life.map(({ name }) => [name, 1]));
    expect(asked).toStrictEqual({ ...once, list: 2, 'decide without a user': 2 });
  });

  it('goes by the clock of the server where none is given', async () => {
    const before = await serverTime();
    const outcome = await redisStore(redis.client, { keyPrefix: redis.keyPrefix }).create(
      newRequest('', { lifetime: 60 }),
      noCaps,
    );
    const after = await serverTime();
    if (outcome.status !== 'created') throw new Error(outcome.status);
    expect(outcome.receivedAt).toBeGreaterThanOrEqual(before);
    expect(outcome.receivedAt).toBeLessThanOrEqual(after);
    expect(outcome.expiresAt).toBe(outcome.receivedAt + 60_000);
  });

  async function serverTime(): Promise<number> {
    const [seconds, micros] = await redis.client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }
});
