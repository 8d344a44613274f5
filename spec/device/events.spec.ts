import {
  type DeviceBenchOptions,
  type ListeningBench,
  useListeningBenches,
} from '../support/device-bench.ts';
import { judgeOf } from '../support/device-openapi.ts';
import { openStream, type StreamEvent } from '../support/device-stream.ts';
import { start } from '../support/http-requests.ts';
import { storeWith } from '../support/http-store.ts';
import { until } from '../support/server-until.ts';
import { type OpenStore, storeCases } from '../support/stores.ts';

const listen = useListeningBenches();
const idsIn = ({ data }: StreamEvent): string[] => data.requests.map(({ id }) => id);

describe.each(storeCases)('the stream of the device API over $name', ({ open }) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const bench = ({ device, ...options }: DeviceBenchOptions = {}): Promise<ListeningBench> =>
    listen({ store: opened.store, device: { now: opened.now, ...device }, ...options });

  it('begins with the list as it is', async () => {
    const { host, get, stream } = await bench();
    const { id } = await start(host, { binding_message: 'two\u00a0lines? "no"' });
    const { status, headers, next, text } = await stream();
    expect([status, headers]).toMatchObject([
      200,
      {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      },
    ]);
    const first = await next();
    expect([first.event, first.data]).toEqual(['requests', (await get('/requests')).body]);
    expect(judgeOf((await get('/openapi.json')).body).value('RequestList', first.data)).toEqual([]);
    expect([idsIn(first), text().split('\n')[0]]).toEqual([[id], 'retry: 2000']);
  });

  it('tells of a request, and of each decision however it came', async () => {
    const { host, post, stream } = await bench();
    const { next } = await stream();
    expect(idsIn(await next())).toEqual([]);
    const decisions: ((id: string) => PromiseLike<unknown>)[] = [
      (id) => post(`/requests/${id}/approve`),
      (id) => post(`/requests/${id}/deny`),
      (id) => host.ciba.deny(id, { sub: 'alice' }),
      (id) => host.ciba.cancel(id),
      (id) => host.ciba.fail(id, { reason: 'x' }),
      (id) => post(`/requests/${id}/report`),
    ];
    for (const decide of decisions) {
      const { id } = await start(host);
      expect(idsIn(await next())).toEqual([id]);
      await decide(id);
      expect(idsIn(await next())).toEqual([]);
    }
  });

  it('tells a user of nobody else', async () => {
    const { host, stream } = await bench();
    const [ofAlice, ofBob] = [await stream(), await stream('bob')];
    await Promise.all([ofAlice.next(), ofBob.next()]);
    await start(host);
    expect(idsIn(await ofAlice.next())).toHaveLength(1);
    const { id } = await start(host, { login_hint: 'bob' });
    expect(idsIn(await ofBob.next())).toEqual([id]);
  });

  it('tells nothing at first to a client that has the list from before, in whatever process', async () => {
    const [one, other] = [await bench(), await bench()];
    await start(one.host);
    const before = await one.stream();
    const { id: lastEventId } = await before.next();
    before.hangUp();
    const resumed = await other.stream('alice', { 'Last-Event-ID': lastEventId });
    expect(resumed.status).toBe(200);
    const { id } = await start(one.host, { requested_expiry: '60' });
    expect(idsIn(await resumed.next())[0]).toBe(id);
  });

  it('tells the list to a client that has another one from before', async () => {
    const { host, stream } = await bench();
    const before = await stream();
    const { id: lastEventId } = await before.next();
    before.hangUp();
    const { id } = await start(host);
    expect(idsIn(await (await stream('alice', { 'Last-Event-ID': lastEventId })).next())).toEqual([id]);
  });

  it('tells an empty list to another user too, whose browser has an empty one from before', async () => {
    const { stream } = await bench();
    const before = await stream();
    const { id: lastEventId, data } = await before.next();
    before.hangUp();
    const { data: theirs } = await (await stream('bob', { 'Last-Event-ID': lastEventId })).next();
    expect([data.requests, theirs.requests, data.user === theirs.user]).toEqual([[], [], false]);
  });

  it('reads the list once for all streams of a user', async () => {
    const listed: string[] = [];
    const { host, stream } = await bench({
      replaced: ({ listRequests }) => ({
        listRequests(by) {
          listed.push(by.sub);
          return listRequests(by);
        },
      }),
    });
    const streams = await Promise.all(Array.from({ length: 5 }, () => stream()));
    await Promise.all(streams.map(({ next }) => next()));
    const before = listed.length;
    await start(host);
    await Promise.all(streams.map(({ next }) => next()));
    // Once more where the connection to Redis has come up meanwhile.
    expect(listed.length - before).toBeLessThanOrEqual(2);
  });
});

describe('the stream of the device API', () => {
  it('shows signs of life', async () => {
    const { stream } = await listen({ device: { heartbeat: 0.01 } });
    await (await stream()).untilSaid(': heartbeat\n\n', 3);
  });

  it('ends with the session', async () => {
    const sessions = new Set(['alice', 'bob']);
    const { stream } = await listen({
      device: {
        authenticateEvery: 0.01,
        authenticateUser: async ({ headers }) => {
          const sub = String(headers['x-user']);
          return sessions.has(sub) ? { sub } : undefined;
        },
      },
    });
    const [ofAlice, ofBob] = [await stream(), await stream('bob')];
    sessions.delete('alice');
    await ofAlice.ended;
    expect((await stream()).status).toBe(401);
    expect((await ofBob.next()).event).toBe('requests');
  });

  it.each([
    ['is somebody else’s', () => ({ sub: 'bob' })],
    ['cannot be judged', () => Promise.reject(new Error('the session store is away'))],
    ['is judged too slowly', () => new Promise<never>(() => undefined)],
  ])('ends where the session %s', async (_what, then) => {
    let asked = 0;
    const { stream } = await listen({
      device: {
        authenticateEvery: 0.01,
        authenticateUser: () => (asked++ === 0 ? { sub: 'alice' } : then()),
      },
    });
    await (await stream()).ended;
  });

  it('is one of five a user has at once, and one that ends makes room', async () => {
    const { stream, judged, get, port } = await listen();
    const streams = await Promise.all(Array.from({ length: 5 }, () => stream()));
    const { status, headers, body } = await judged(get('/events'));
    expect([status, headers['retry-after'], body]).toEqual([429, '10', { error: 'too_many_streams' }]);
    expect((await stream('bob')).status).toBe(200);
    streams[0]?.hangUp();
    await until(async () => {
      const again = await openStream(port, { 'X-User': 'alice' });
      if (again.status !== 200) again.hangUp();
      return again.status === 200;
    }, 'there is room');
  });

  it('is one of as many as the process holds', async () => {
    const { stream, judged, get } = await listen({ device: { maxStreams: 2 } });
    await Promise.all([stream('u1'), stream('u2')]);
    const { status, headers, body } = await judged(get('/events', 'u3'));
    expect([status, headers['retry-after'], body]).toEqual([503, '10', { error: 'temporarily_unavailable' }]);
  });

  it('watches nobody once it is gone', async () => {
    let watching = 0;
    const { stream } = await listen({
      replaced: ({ watchRequests }) => ({
        watchRequests(by, changed) {
          watching += 1;
          const stop = watchRequests(by, changed);
          return () => {
            watching -= 1;
            stop();
          };
        },
      }),
    });
    const [one, other] = [await stream(), await stream()];
    expect(watching).toBe(1);
    one.hangUp();
    other.hangUp();
    await until(() => watching === 0, 'nobody is watched');
  });

  it('leaves nothing behind where its client hangs up before it begins', async () => {
    let list: (() => void) | undefined;
    let watching = 0;
    const { port } = await listen({
      replaced: () => ({
        listRequests: () =>
          new Promise((resolve) => {
            list = () => resolve([]);
          }),
        watchRequests() {
          watching += 1;
          return () => {
            watching -= 1;
          };
        },
      }),
    });
    const opening = new AbortController();
    const sent = fetch(`http://127.0.0.1:${port}/device/events`, {
      headers: { 'X-User': 'alice' },
      signal: opening.signal,
    }).catch(() => 'hung up');
    await until(() => list !== undefined, 'it is listed');
    opening.abort();
    expect(await sent).toBe('hung up');
    await until(() => watching === 0, 'nobody is watched');
    list?.();
  });

  it('is refused, and leaves nothing behind, where the store does not answer', async () => {
    let away = true;
    const store = storeWith(({ list }) => ({
      list: (sub) => (away ? Promise.reject(new Error('away')) : list(sub)),
    }));
    const { judged, get, stream } = await listen({ store, device: { maxStreamsPerUser: 1 } });
    for (let round = 0; round < 3; round++) expect((await judged(get('/events'))).status).toBe(503);
    away = false;
    expect((await stream()).status).toBe(200);
  });

  it('ends with the process, and no other begins', async () => {
    const { router, stream, judged, get } = await listen();
    const opened = await stream();
    router.close();
    await opened.ended;
    expect((await judged(get('/events'))).body).toEqual({ error: 'temporarily_unavailable' });
    expect((await get('/requests')).status).toBe(200);
  });

  it('holds, five hundred at once, and tells all of them', async () => {
    const users = Array.from({ length: 100 }, (_, n) => `user-${n}`);
    const { host, stream, get } = await listen({
      adapter: { resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }) },
    });
    const streams = await Promise.all(users.flatMap((user) => Array.from({ length: 5 }, () => stream(user))));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await get('/events')).status).toBe(503);
    await Promise.all(streams.map(({ next }) => next()));
    for (const login_hint of users) await start(host, { login_hint });
    const told = await Promise.all(streams.map(({ next }) => next()));
    expect(told.filter(({ data }) => data.requests.length === 1)).toHaveLength(500);
  });
});
