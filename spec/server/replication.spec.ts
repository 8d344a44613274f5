import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Ciba } from '../../lib/ciba.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import type { RedisServer } from '../support/redis-server.ts';
import { refusalLine, type ServedHost, serve } from '../support/server-http.ts';
import { UNAVAILABLE } from '../support/server-load.ts';
import { cutOff, letIn, promote, startMaster, startReplica } from '../support/server-replicas.ts';
import { until } from '../support/server-until.ts';

const NEVER_ISSUED = `${'A'.repeat(22)}.${'B'.repeat(43)}`;

jest.setTimeout(30_000);

let master: RedisServer;
let replica: RedisServer;
let clients: Redis[];
let hosts: ServedHost[];

beforeEach(async () => {
  [clients, hosts] = [[], []];
  master = await startMaster();
  replica = await startReplica(master);
});

afterEach(async () => {
  for (const host of hosts) await host.stop();
  for (const client of clients) client.disconnect();
  await Promise.all([master.kill(), replica.kill()]);
});

describe('the only replica is cut off', () => {
  const waiting = { waitReplicas: { count: 1, ms: 400 } };

  it('with waitReplicas a request is answered 503, nobody is notified, and it does not stay pending', async () => {
    const host = await hostOn(master, waiting);
    await cutOff(replica, master);
    expect(refusalLine(await host.till.request())).toBe(UNAVAILABLE);
    expect(host.notified).toEqual([]);
    await until(async () => (await host.ciba.listRequests({ sub: 'alice' })).length === 0, 'failed');
  });

  it('with waitReplicas approve rejects with 503, and asked again with the replica back it answers repeated', async () => {
    const host = await hostOn(master, waiting);
    const { body } = await host.till.request();
    const approve = () => host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await cutOff(replica, master);
    await expect(approve()).rejects.toMatchObject({ error: 'temporarily_unavailable', status: 503 });
    await expect(approve()).rejects.toMatchObject({ error: 'temporarily_unavailable', status: 503 });
    await letIn(replica, master);
    expect(await approve()).toEqual({ outcome: 'repeated' });
    expect((await host.till.poll(body.auth_req_id)).status).toBe(200);
  });

  it('with waitReplicas a poll of an approval is answered 503, nothing is minted, and the next one in time has the tokens', async () => {
    const host = await hostOn(master, waiting);
    const { body } = await host.till.request();
    const { body: pending } = await host.till.request({ login_hint: 'bob' });
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    await cutOff(replica, master);
    expect(refusalLine(await host.till.poll(body.auth_req_id))).toBe(UNAVAILABLE);
    expect((await host.till.poll(pending.auth_req_id)).body.error).toBe('authorization_pending');
    await letIn(replica, master);
    const reply = await host.till.poll(body.auth_req_id);
    expect([reply.status, reply.body.access_token]).toEqual([200, 'access-1']);
  });

  it('with waitReplicas ready() says that no replica is connected', async () => {
    const host = await hostOn(master, waiting);
    expect(await host.ciba.ready()).toEqual({ ready: true, problems: [] });
    await cutOff(replica, master);
    expect(await host.ciba.ready()).toEqual({
      ready: false,
      problems: ['waitReplicas asks for 1 replicas, 0 connected'],
    });
  });

  it('with min-replicas-to-write a master that is left alone makes callers hear 503, and nothing is lost', async () => {
    const host = await hostOn(master);
    const { body } = await host.till.request();
    await clients[0]?.config('SET', 'min-replicas-to-write', '1');
    await cutOff(replica, master);
    expect(refusalLine(await host.till.request())).toBe(UNAVAILABLE);
    for (const id of [body.auth_req_id, NEVER_ISSUED]) {
      expect(refusalLine(await host.till.poll(id))).toBe(UNAVAILABLE);
    }
    await letIn(replica, master);
    expect((await host.till.poll(body.auth_req_id)).body.error).toBe('authorization_pending');
  });

  it.each([
    ['without waitReplicas what was acknowledged is lost with the master', {}, 200, 'invalid_grant'],
    ['with waitReplicas nothing was acknowledged', waiting, 503, undefined],
  ])('%s', async (_rule, options, acknowledged, afterwards) => {
    const host = await hostOn(master, options);
    const { status: first, body: earlier } = await host.till.request({ login_hint: 'bob' });
    expect([first, host.logged]).toEqual([200, []]);
    await cutOff(replica, master);
    const { status, body } = await host.till.request();
    expect(status).toBe(acknowledged);
    await master.kill();
    await promote(replica);
    const successor = await hostOn(replica);
    expect((await successor.till.poll(earlier.auth_req_id)).body.error).toBe('authorization_pending');
    if (afterwards) expect((await successor.till.poll(body.auth_req_id)).body.error).toBe(afterwards);
  });
});

describe('the Redis that the host is given is a read-only replica', () => {
  it('both endpoints answer 503 and never invalid_grant, though it has the request, lacks it, or nobody has it', async () => {
    const [writing, reading] = [await hostOn(master), await hostOn(replica)];
    const { body: known } = await writing.till.request();
    const { body: approved } = await writing.till.request({ login_hint: 'bob' });
    await writing.ciba.approve(writing.notified[1] ?? '', { sub: 'bob' });
    await replicated();
    await cutOff(replica, master);
    const { body: lacking } = await writing.till.request({ login_hint: 'bob' });
    expect(refusalLine(await reading.till.request())).toBe(UNAVAILABLE);
    for (const id of [known.auth_req_id, approved.auth_req_id, lacking.auth_req_id, NEVER_ISSUED]) {
      expect(refusalLine(await reading.till.poll(id))).toBe(UNAVAILABLE);
    }
    expect((await writing.till.poll(NEVER_ISSUED)).body.error).toBe('invalid_grant');
  });

  it.each<[call: string, of: (ciba: Ciba, id: string) => Promise<unknown>]>([
    ['approve', (ciba, id) => ciba.approve(id, { sub: 'alice' })],
    ['cancel', (ciba, id) => ciba.cancel(id)],
    ['fail', (ciba, id) => ciba.fail(id, { reason: 'the push did not arrive' })],
    ['getRequest', (ciba, id) => ciba.getRequest(id, { sub: 'alice' })],
  ])('%s rejects with 503 and calls no request unknown', async (_call, of) => {
    const [writing, reading] = [await hostOn(master), await hostOn(replica)];
    await cutOff(replica, master);
    await writing.till.request();
    const [id = ''] = writing.notified;
    await expect(of(reading.ciba, id)).rejects.toMatchObject({
      error: 'temporarily_unavailable',
      status: 503,
    });
  });

  it('a request that was denied stays denied', async () => {
    const [writing, reading] = [await hostOn(master), await hostOn(replica)];
    const { body } = await writing.till.request();
    await writing.ciba.deny(writing.notified[0] ?? '', { sub: 'alice' });
    await replicated();
    expect((await reading.till.poll(body.auth_req_id)).body.error).toBe('access_denied');
  });

  it('ready() says so', async () => {
    expect(await (await hostOn(replica)).ciba.ready()).toEqual({
      ready: false,
      problems: ['this Redis is a read-only replica: connect to the master'],
    });
  });
});

/** Waits until the replica has what the first host wrote. */
async function replicated(): Promise<void> {
  expect(await clients[0]?.wait(1, 5000)).toBe(1);
}

async function hostOn(
  server: RedisServer,
  options: Parameters<typeof redisStore>[1] = {},
): Promise<ServedHost> {
  const client = new Redis(server.url, { retryStrategy: () => 50 }).on('error', () => undefined);
  clients.push(client);
  await until(() => client.status === 'ready', 'connected');
  const host = await serve({ store: redisStore(client, options) });
  hosts.push(host);
  return host;
}
