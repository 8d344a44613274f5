import type { IncomingMessage, ServerResponse } from 'node:http';
import { deviceRouter } from 'express-ciba/device';
import supertest from 'supertest';
import { deviceBench } from '../support/device-bench.ts';
import { testHost } from '../support/host.ts';
import { start } from '../support/http-requests.ts';
import { storeWith } from '../support/http-store.ts';
import { listening } from '../support/raw-http.ts';

const ID = `${'A'.repeat(22)}.${'B'.repeat(43)}`;

const reads = ['/requests', `/requests/${ID}`, '/events'].map((path) => ['get', path] as const);
const decisions = ['approve', 'deny', 'report'].map((name) => ['post', `/requests/${ID}/${name}`] as const);
const calls = [...reads, ...decisions];

describe('the sign-in of the device API', () => {
  it.each([undefined, null, {}, { authenticateUser: 'alice' }])('is needed: %p', (options) => {
    expect(() => deviceRouter(testHost().ciba, options as never)).toThrow(
      'deviceRouter() needs to know who is signed in: { authenticateUser: (req) => ({ sub }) } (ERR_CIBA_DEVICE)',
    );
  });

  it.each(calls)('stands before %s %s', async (method, path) => {
    const { get, post, judged } = deviceBench();
    const { status, body } = await judged(method === 'get' ? get(path, '') : post(path, {}, ''));
    expect([status, body]).toEqual([401, { error: 'unauthenticated' }]);
  });

  it.each([undefined, null])('finds nobody: %p', async (nobody) => {
    const { get } = deviceBench({ device: { authenticateUser: async () => nobody } });
    expect((await get('/requests')).status).toBe(401);
  });

  it.each([{}, { sub: '' }, { sub: 7 }, 'alice', true])(
    'that answers without a sub lets nobody in, and the log tells: %p',
    async (answer) => {
      const { get, judged, logged } = deviceBench({ device: { authenticateUser: () => answer as never } });
      const { status, body } = await judged(get('/requests'));
      expect([status, body]).toEqual([500, { error: 'server_error' }]);
      expect(logged).toEqual([
        [
          new TypeError('authenticateUser answered without a sub'),
          expect.stringContaining('express-ciba/device'),
        ],
      ]);
    },
  );

  it('that fails lets nobody in, and says nothing of why', async () => {
    for (const authenticateUser of [
      () => Promise.reject(new Error('10.0.0.7 is away')),
      () => {
        throw new Error('10.0.0.7 is away');
      },
    ]) {
      const { get, judged, logged } = deviceBench({ device: { authenticateUser } });
      const { status, body } = await judged(get('/requests'));
      expect([status, body, logged.length]).toEqual([500, { error: 'server_error' }, 1]);
    }
  });

  it('is asked again at each request', async () => {
    let signedIn = true;
    const { get } = deviceBench({
      device: { authenticateUser: () => (signedIn ? { sub: 'alice' } : undefined) },
    });
    expect((await get('/requests')).status).toBe(200);
    signedIn = false;
    expect((await get('/requests')).status).toBe(401);
  });
});

describe('what a page of another site sends to the device API', () => {
  const foreign = [
    ...['cross-site', 'same-site', 'x', ''].map((site) => ({ 'Sec-Fetch-Site': site })),
    ...['https://evil.example', 'null', '', 'https://bank.example.evil', 'http://bank.example'].map(
      (Origin) => ({
        Origin,
      }),
    ),
    { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' },
  ];

  it.each(foreign.flatMap((headers) => calls.map(([method, path]) => [headers, method, path] as const)))(
    'is refused, %j: %s %s',
    async (headers, method, path) => {
      const authenticateUser = jest.fn(() => ({ sub: 'alice' }));
      const { get, post, judged } = deviceBench({
        device: { origin: 'https://bank.example', authenticateUser },
      });
      const { status, body } = await judged((method === 'get' ? get(path) : post(path)).set(headers));
      expect([status, body]).toEqual([403, { error: 'cross_site' }]);
      expect(authenticateUser).not.toHaveBeenCalled();
    },
  );

  it.each([
    {},
    { 'Sec-Fetch-Site': 'none' },
    { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://bank.example' },
    { Origin: 'https://bank.example' },
  ])('is told from what its own page sends: %j', async (headers) => {
    const { post } = deviceBench({ device: { origin: 'https://bank.example' } });
    expect((await post(`/requests/${ID}/deny`).set(headers)).body).toEqual({ outcome: 'unknown' });
  });

  const statusOf = async (headers: Record<string, string>, trust = false): Promise<number> => {
    const { app } = deviceBench();
    app.set('trust proxy', trust);
    const sent = supertest(app)
      .post(`/device/requests/${ID}/deny`)
      .set({ 'X-User': 'alice', ...headers });
    return (await sent.send({})).status;
  };

  it('is judged by the request itself where the host names no origin', async () => {
    const Host = 'bank.example';
    expect(await statusOf({ Host, Origin: 'http://bank.example' })).toBe(404);
    expect(await statusOf({ Host, Origin: 'https://bank.example' })).toBe(403);
    expect(await statusOf({ Host, Origin: 'http://evil.example' })).toBe(403);
  });

  it('is judged by what Express makes of a proxy that ends TLS', async () => {
    const proxied = { Host: 'bank.example', 'X-Forwarded-Proto': 'https' };
    expect(await statusOf({ ...proxied, Origin: 'https://bank.example' }, true)).toBe(404);
    expect(await statusOf({ ...proxied, Origin: 'https://bank.example' })).toBe(403);
    expect(await statusOf({ ...proxied, Origin: 'https://evil.example' }, true)).toBe(403);
  });

  it('is judged by the browser where nobody knows the origin', async () => {
    const told = { Host: '10.0.0.7:3000', Origin: 'https://bank.example', 'Sec-Fetch-Site': 'same-origin' };
    expect(await statusOf(told)).toBe(404);
    expect(await statusOf({ ...told, 'Sec-Fetch-Site': 'none' })).toBe(403);
  });

  it.each([
    ...['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'],
    ...['application/jsonp', 'application/x-json', 'application/json-patch+json'],
  ])('cannot say that it is JSON: %s', async (type) => {
    const { host, post, judged } = deviceBench();
    const { id } = await start(host);
    const { status, body } = await judged(post(`/requests/${id}/approve`, '{}').type(type));
    expect([status, body]).toEqual([415, { error: 'unsupported_media_type' }]);
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.state).toBe('pending');
  });
});

describe.each([false, true])('a body for the device API, behind a parser: %p', (parser) => {
  it.each(['[]', 'null', '7', '"x"', '{', '{"a":1}}'])('is an object: %p', async (body) => {
    const { post } = deviceBench({ parser });
    const { status } = await post(`/requests/${ID}/approve`, body);
    expect(status).toBe(400);
  });

  it.each(['approve', 'deny', 'report'])('is not nothing: %s', async (decision) => {
    const { host, get, post, judged } = deviceBench({ parser });
    const { id } = await start(host);
    const { status, body } = await judged(post(`/requests/${id}/${decision}`, ''));
    expect([status, body]).toEqual([400, { error: 'invalid_request' }]);
    expect((await get(`/requests/${id}`)).body.state).toBe('pending');
  });

  it('has at most 16 KiB', async () => {
    const { post, judged } = deviceBench({ parser });
    const sized = (bytes: number): string => JSON.stringify({ scope: ['x'.repeat(bytes - 14)] });
    expect([sized(16_384).length, (await post(`/requests/${ID}/approve`, sized(16_384))).status]).toEqual([
      16_384, 404,
    ]);
    const { status, body } = await judged(post(`/requests/${ID}/approve`, sized(16_385)));
    expect([status, body]).toEqual([413, { error: 'payload_too_large' }]);
  });

  it('has no more where it does not say its length', async () => {
    const { app } = deviceBench({ parser });
    const { post, close } = await listening(app);
    const headers = { 'Content-Type': 'application/json', 'X-User': 'alice' };
    const body = JSON.stringify({ scope: ['x'.repeat(20_000)] });
    const { status } = await post(`/device/requests/${ID}/approve`, body, 'chunked', headers);
    await close();
    expect(status).toBe(413);
  });

  it('is not unpacked', async () => {
    const { post, judged } = deviceBench();
    const { status } = await judged(post(`/requests/${ID}/deny`).set('Content-Encoding', 'gzip'));
    expect(status).toBe(415);
  });
});

describe('the device API', () => {
  it('names the method that it wants', async () => {
    const { app, get, post } = deviceBench();
    const wrong = await post('/requests');
    expect([wrong.status, wrong.headers.allow, wrong.body]).toEqual([
      405,
      'GET',
      { error: 'method_not_allowed' },
    ]);
    expect((await get(`/requests/${ID}/approve`)).headers.allow).toBe('POST');
    const preflight = await supertest(app).options(`/device/requests/${ID}/approve`);
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  });

  it('answers HEAD as GET, without a body', async () => {
    const { app } = deviceBench();
    for (const [path, type] of [
      ['/requests', 'application/json'],
      ['/events', 'text/event-stream'],
    ] as const) {
      const { status, headers, text } = await supertest(app).head(`/device${path}`).set('X-User', 'alice');
      expect([status, headers['content-type'], text]).toEqual([200, type, undefined]);
    }
  });

  it.each(calls)(
    'answers 503 while the store does not answer, and tells the log alone why: %s %s',
    async (method, path) => {
      const away = () => Promise.reject(new Error('ECONNREFUSED 10.0.0.7'));
      const store = storeWith(() => ({ list: away, get: away, decide: away }));
      const { get, post, judged, logged } = deviceBench({ store });
      const { status, headers, body } = await judged(method === 'get' ? get(path) : post(path));
      expect([status, headers['retry-after'], body]).toEqual([
        503,
        '5',
        { error: 'temporarily_unavailable' },
      ]);
      expect(JSON.stringify(logged.map(([error]) => String(error)))).toContain('ECONNREFUSED');
    },
  );

  it('answers 500 where something else went wrong, and tells the log alone what', async () => {
    const { get, judged, logged } = deviceBench({
      replaced: () => ({ listRequests: () => Promise.reject(new Error('a bug')) }),
    });
    const { status, body } = await judged(get('/requests'));
    expect([status, body]).toEqual([500, { error: 'server_error' }]);
    expect(logged).toEqual([[new Error('a bug'), 'express-ciba/device: a request could not be answered']]);
  });

  it('answers although its logger throws', async () => {
    const error = () => {
      throw new Error('the disk is full');
    };
    const { get } = deviceBench({
      device: { logger: { error }, authenticateUser: () => Promise.reject(new Error('away')) },
    });
    expect((await get('/requests')).status).toBe(500);
  });

  it('tells the console where there is no other log', async () => {
    const told = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const authenticateUser = () => Promise.reject(new Error('away'));
    const router = deviceRouter(testHost().ciba, { authenticateUser });
    const app = (req: IncomingMessage, res: ServerResponse) => router(req, res, () => undefined);
    await supertest(app).get('/requests');
    expect(told).toHaveBeenCalledWith(
      new Error('away'),
      'express-ciba/device: a request could not be answered',
    );
    told.mockRestore();
  });

  it.each([
    ...['bank.example', 'https://bank.example/', 'https://bank.example/app', 'null', '', 7].map((origin) => ({
      origin,
    })),
  ])('wants an origin that browsers send: %j', ({ origin }) => {
    const options = { authenticateUser: () => undefined, origin: origin as string };
    expect(() => deviceRouter(testHost().ciba, options)).toThrow(
      'origin is one like https://bank.example, without a path (ERR_CIBA_DEVICE)',
    );
  });

  it.each([{ heartbeat: 0 }, { heartbeat: Number.NaN }, { heartbeat: '15' }, { authenticateEvery: 86_401 }])(
    'wants times that can be: %j',
    (given) => {
      expect(() =>
        deviceRouter(testHost().ciba, { authenticateUser: () => undefined, ...(given as object) }),
      ).toThrow('heartbeat and authenticateEvery are seconds, above 0 and at most a day (ERR_CIBA_DEVICE)');
    },
  );

  it.each([{ maxStreams: 0 }, { maxStreams: 1.5 }, { maxStreamsPerUser: '5' }])(
    'wants counts: %j',
    (given) => {
      expect(() =>
        deviceRouter(testHost().ciba, { authenticateUser: () => undefined, ...(given as object) }),
      ).toThrow('maxStreams and maxStreamsPerUser are whole numbers above 0 (ERR_CIBA_DEVICE)');
    },
  );

  it('knows its options', () => {
    const options = { authenticateUser: () => undefined, heartBeat: 5 };
    expect(() => deviceRouter(testHost().ciba, options)).toThrow(
      'unknown option heartBeat of deviceRouter(); known: authenticateUser, origin, heartbeat, authenticateEvery, ' +
        'maxStreams, maxStreamsPerUser, logger, now (ERR_CIBA_UNKNOWN_OPTION)',
    );
  });
});
