import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Cluster } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { describeStore } from '../contract/store.contract.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { type ServedHost, serve } from '../support/server-http.ts';
import { requestKey } from '../support/server-keys.ts';
import { freshPrefix, overRedis } from '../support/stores.ts';

const PARTITIONS = 16;

jest.setTimeout(60_000);

let servers: TestCluster;
let client: Cluster;

beforeAll(async () => {
  servers = await startCluster();
  client = await servers.connect();
});

afterAll(async () => {
  client.disconnect();
  await servers.stop();
});

describeStore({
  name: 'redisStore on a Redis Cluster',
  async open() {
    const options = { keyPrefix: freshPrefix(), partitions: PARTITIONS };
    return overRedis(client, options, async () => undefined, client.nodes('master'));
  },
});

describe('requests of many users on a Redis Cluster', () => {
  const USERS = 200;
  const keyPrefix = freshPrefix();
  let host: ServedHost;

  beforeAll(async () => {
    host = await serve({
      store: redisStore(client, { keyPrefix, partitions: PARTITIONS }),
      adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
    });
  });

  afterAll(() => host.stop());

  it('are redeemed whichever node they lie on', async () => {
    const outcomes = await Promise.all(Array.from({ length: USERS }, (_, n) => redeemed(`redeemed-${n}`)));
    expect(new Set(outcomes)).toEqual(new Set(['authorization_pending, accepted, 200, invalid_grant']));
  });

  it('are spread over all nodes and all partitions', async () => {
    await Promise.all(
      Array.from({ length: USERS }, (_, n) => host.till.request({ login_hint: `pending-${n}` })),
    );
    const keys = await Promise.all(client.nodes('master').map((node) => node.keys(`${keyPrefix}:*`)));
    expect(keys).toHaveLength(3);
    for (const ofNode of keys) expect(ofNode.length).toBeGreaterThan((2 * USERS) / 10);
    const tags = new Set(keys.flat().map((key) => /\{(\d+)\}/.exec(key)?.[1]));
    expect(tags.size).toBe(PARTITIONS);
  });

  it('lie on one slot each, together with the index of their user', async () => {
    await host.till.request({ login_hint: 'one-user' });
    const [request] = await host.ciba.listRequests({ sub: 'one-user' });
    const selector = request?.id.split('.')[0] ?? '';
    const partition = selector.slice(0, -22);
    const keys = (
      await Promise.all(client.nodes('master').map((node) => node.keys(`${keyPrefix}:{${partition}}:*`)))
    ).flat();
    expect(keys).toContain(requestKey(selector, keyPrefix));
    expect(new Set(await Promise.all(keys.map((key) => client.cluster('KEYSLOT', key)))).size).toBe(1);
  });

  async function redeemed(sub: string): Promise<string> {
    const { body } = await host.till.request({ login_hint: sub });
    const pending = await host.till.poll(body.auth_req_id);
    const [request] = await host.ciba.listRequests({ sub });
    const { outcome } = await host.ciba.approve(request?.id ?? '', { sub });
    const { status } = await host.till.poll(body.auth_req_id);
    const again = await host.till.poll(body.auth_req_id);
    return [pending.body.error, outcome, status, again.body.error].join(', ');
  }
});

describe('ready() on a Redis Cluster', () => {
  let host: ServedHost;

  beforeAll(async () => {
    host = await serve({ store: redisStore(client) });
  });

  afterAll(() => host.stop());

  it('finds nothing wrong with nodes that keep everything', async () => {
    expect(await host.ciba.ready()).toEqual({ ready: true, problems: [] });
  });

  it.each([0, 1, 2])('names an eviction policy of node %d', async (index) => {
    await client.nodes('master')[index]?.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const answers = await Promise.all(Array.from({ length: 10 }, () => host.ciba.ready()));
    await client.nodes('master')[index]?.config('SET', 'maxmemory-policy', 'noeviction');
    expect(new Set(answers.map(({ ready }) => ready))).toEqual(new Set([false]));
  });
});
