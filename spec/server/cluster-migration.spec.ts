import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Cluster } from 'ioredis';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { PATIENT, UNAVAILABLE, underLoad } from '../support/server-load.ts';
import { beginMove } from '../support/server-slots.ts';
import { until } from '../support/server-until.ts';

const KEY_PREFIX = 'moving';
const PARTITIONS = 4;

jest.setTimeout(60_000);

let servers: TestCluster;
let client: Cluster;
let host: ServedHost;

beforeAll(async () => {
  servers = await startCluster();
  client = await servers.connect();
  host = await serve({
    store: redisStore(client, { keyPrefix: KEY_PREFIX, partitions: PARTITIONS }),
    adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
  });
});

afterAll(async () => {
  await host.stop();
  client.disconnect();
  await servers.stop();
});

it('while a slot is between two nodes polls are answered as ever, new requests and decisions hear 503, and nothing is lost', async () => {
  const pending = await host.till.request({ login_hint: 'alice' });
  const approved = await host.till.request({ login_hint: 'alice' });
  const [first = '', second = ''] = host.notified;
  await host.ciba.approve(second, { sub: 'alice' });
  const approve = () => host.ciba.approve(first, { sub: 'alice' });
  const move = await beginMove(servers.ports, slotKeyOf(first));
  await move.moveKeys();
  expect((await host.till.poll(pending.body.auth_req_id)).body.error).toBe('authorization_pending');
  expect((await host.till.poll(approved.body.auth_req_id)).status).toBe(200);
  expect((await host.till.poll(approved.body.auth_req_id)).body.error).toBe('invalid_grant');
  const [request, decision] = await Promise.all([
    host.till.request({ login_hint: 'alice' }),
    approve().catch((error: unknown) => error),
  ]);
  expect(refusalLine(request)).toBe(UNAVAILABLE);
  expect(decision).toMatchObject({ error: 'temporarily_unavailable', status: 503 });
  await move.finish();
  expect((await approve()).outcome).toMatch(/^(accepted|repeated)$/);
  expect((await host.till.poll(pending.body.auth_req_id)).status).toBe(200);
  expect((await host.till.request({ login_hint: 'alice' })).status).toBe(200);
});

it('slots that are moved under load make callers wait or hear 503 with Retry-After, and nothing is lost', async () => {
  const load = underLoad(host);
  const more = async (flows: number): Promise<void> => {
    const goal = load.redeemed() + flows;
    await until(() => load.redeemed() >= goal, 'flows end in tokens', 20_000);
  };
  await more(20);
  for (const partition of [1, 2, 3]) {
    const move = await beginMove(servers.ports, `${KEY_PREFIX}:{${partition}}`);
    await move.moveKeys();
    await move.finish();
    await more(20);
  }
  const { heard, acknowledged, lost, tokens } = await load.stop();
  expect(heard.filter((line) => !PATIENT.includes(line))).toEqual([]);
  expect(lost).toEqual([]);
  expect([tokens.length, new Set(tokens).size]).toEqual([acknowledged, acknowledged]);
});

/** A key that lies where the request of this approval id does. */
function slotKeyOf(id: string): string {
  const [selector = ''] = id.split('.');
  return `${KEY_PREFIX}:{${selector.slice(0, -22)}}`;
}
