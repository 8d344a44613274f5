import { type ChildProcess, spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { type ListeningBench, listeningBench } from '../support/device-bench.ts';
import { openStream } from '../support/device-stream.ts';
import { start } from '../support/http-requests.ts';
import { listenTo, untilSaid } from '../support/ready-process.ts';
import { freshPrefix, testRedisUrl } from '../support/stores.ts';

/** Decisions whose way is measured. */
const ROUNDS = 31;

const idsIn = ({ data }: { data: { requests: readonly { id: string }[] } }): string[] =>
  data.requests.map(({ id }) => id);

describe('the device API in two processes over one Redis', () => {
  const keyPrefix = freshPrefix();
  const url = testRedisUrl();
  let redis: Redis;
  let here: ListeningBench;
  let there: ChildProcess;
  let port: number;

  beforeAll(async () => {
    redis = new Redis(url);
    here = await listeningBench({ store: redisStore(redis, { keyPrefix }), device: { now: Date.now } });
    there = spawn(process.execPath, ['--import', 'tsx', 'spec/support/device-worker.ts'], {
      env: { ...process.env, CIBA_WORKER: JSON.stringify({ url, keyPrefix }) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    port = Number((await untilSaid(there, listenTo(there), /^READY (\d+)$/m))[1]);
  }, 60_000);
  afterAll(async () => {
    there.kill('SIGKILL');
    await here.stop();
    await redis.quit();
  });

  it('tells at the one of what is asked and decided at the other, within 200 ms at the median', async () => {
    const stream = await openStream(port, { 'X-User': 'alice' });
    expect(idsIn(await stream.next())).toEqual([]);
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { id } = await start(here.host);
      expect(idsIn(await stream.next())).toEqual([id]);
      const began = performance.now();
      const { body } = await here.post(`/requests/${id}/${round % 2 ? 'approve' : 'deny'}`);
      expect([body, idsIn(await stream.next())]).toEqual([{ outcome: 'accepted' }, []]);
      took.push(performance.now() - began);
    }
    const median = took.sort((a, b) => a - b)[(ROUNDS - 1) / 2] as number;
    expect(median).toBeLessThan(200);
    stream.hangUp();
  });

  it('lets a stream go on at the one that was cut at the other, and misses nothing', async () => {
    const { id } = await start(here.host);
    const first = await here.stream();
    const { id: seen } = await first.next();
    here.router.close();
    await first.ended;
    const resumed = await openStream(port, { 'X-User': 'alice', 'Last-Event-ID': seen });
    await here.post(`/requests/${id}/deny`);
    expect(idsIn(await resumed.next())).toEqual([]);
    resumed.hangUp();
  });
});
