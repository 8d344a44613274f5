import express5 from 'express';
import { type OperationsRouterOptions, operationsRouter } from 'express-ciba/operations';
import express4 from 'express4';
import supertest, { type Test } from 'supertest';
import { type TestHost, type TestHostOptions, testHost } from '../support/host.ts';
import { start } from '../support/http-requests.ts';
import { storeWith } from '../support/http-store.ts';

interface Bench {
  readonly host: TestHost;
  get(path: string): Test;
  post(path: string, body?: string | object): Test;
}

const asOperator = (req: { headers: Record<string, unknown> }): boolean =>
  req.headers['x-operator'] === 'yes';

/** A host with the router behind a guard; the requests of the bench pass it. */
function benchOf(
  options: TestHostOptions = {},
  { express = express5, parser = false, authorize = asOperator as OperationsRouterOptions['authorize'] } = {},
): Bench {
  const host = testHost(options);
  const app = express();
  if (parser) app.use(express.json());
  app.use('/operations', operationsRouter(host.ciba, { authorize }) as never);
  app.use((_req: unknown, res: { json(body: object): void }) => res.json({ from: 'the host' }));
  const failed = (error: Error, _req: unknown, res: express5.Response, _next: unknown) => {
    res.status(500).json({ failed: error.message });
  };
  app.use(failed as never);
  const agent = supertest(app);
  return {
    host,
    get: (path) => agent.get(`/operations${path}`).set('X-Operator', 'yes'),
    post: (path, body) => {
      const sent = agent.post(`/operations${path}`).set('X-Operator', 'yes').type('application/json');
      return body === undefined ? sent : sent.send(body);
    },
  };
}

const selectorOf = (id: string): string => id.split('.')[0] as string;
const NOBODY = 'A'.repeat(22);

describe.each([
  ['Express 5', express5, false],
  ['Express 4', express4 as unknown as typeof express5, false],
  ['Express 5 behind a parser', express5, true],
  ['Express 4 behind a parser', express4 as unknown as typeof express5, true],
])('the operations router on %s', (_name, express, parser) => {
  const bench = (options?: TestHostOptions): Bench => benchOf(options, { express, parser });

  it('lists requests by what the query says', async () => {
    const { host, get } = bench();
    const { id, authReqId } = await start(host);
    const { status, body, text, headers } = await get(
      '/requests?sub=alice&client_id=till&state=pending&limit=5',
    );
    expect([status, body.requests.length, body.cursor]).toEqual([200, 1, undefined]);
    expect(body.requests[0]).toMatchObject({ selector: selectorOf(id), state: 'pending', sub: 'alice' });
    expect(Object.keys(body.requests[0]).sort()).toEqual([
      ...['client_id', 'createdAt', 'delivery_mode', 'expiresAt', 'scope', 'selector', 'state', 'sub'],
    ]);
    for (const secret of [id.split('.')[1], authReqId.split('.')[1]]) expect(text).not.toContain(secret);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect((await get('/requests?sub=bob')).body).toEqual({ requests: [] });
  });

  it('goes on by the cursor', async () => {
    const { host, get } = bench();
    await start(host);
    await start(host);
    const { body } = await get('/requests?limit=1');
    expect((await get(`/requests?limit=1&cursor=${body.cursor}`)).body.requests).toHaveLength(1);
  });

  it('withdraws a request', async () => {
    const { host, post } = bench();
    const { id } = await start(host);
    const path = `/requests/${selectorOf(id)}/withdraw`;
    const first = await post(path);
    expect([first.status, first.body]).toEqual([200, { outcome: 'accepted' }]);
    const again = await post(`${path}/`, {});
    expect([again.status, again.body]).toEqual([200, { outcome: 'repeated' }]);
    const unknown = await post(`/requests/${NOBODY}/withdraw`);
    expect([unknown.status, unknown.body]).toEqual([404, { outcome: 'unknown' }]);
  });

  it('withdraws nothing that was decided', async () => {
    const { host, post } = bench();
    const { id } = await start(host);
    await host.ciba.deny(id, { sub: 'alice' });
    const { status, body } = await post(`/requests/${selectorOf(id)}/withdraw`);
    expect([status, body]).toEqual([409, { outcome: 'conflict' }]);
  });

  it('takes a report back', async () => {
    const { host, post } = bench();
    await host.ciba.report((await start(host)).id, { sub: 'alice' });
    const reported = { sub: 'alice', client_id: 'till' };
    expect((await post('/unblock', reported)).body).toEqual({ unblocked: true });
    expect((await post('/unblock', reported)).body).toEqual({ unblocked: false });
  });

  it.each(['', '{', '[]', 'null', '{"sub":"alice"}', '{"sub":1,"client_id":"till"}'])(
    'refuses to unblock by %p',
    async (body) => {
      const { status } = await bench().post('/unblock', body);
      // The parser in front refuses by itself what is no JSON.
      expect(status).toBe(parser && ['{', 'null'].includes(body) ? 500 : 400);
    },
  );

  it('lists dead letters and tries one again', async () => {
    const { get, post } = bench();
    expect((await get('/dead-letters?limit=3')).body).toEqual({ dead_letters: [] });
    const { status, body } = await post(`/dead-letters/${NOBODY}/replay`);
    expect([status, body]).toEqual([404, { replayed: false }]);
  });

  it('counts', async () => {
    const { host, get } = bench();
    await start(host);
    const { body } = await get('/counts');
    expect([body.events.requested, body.deliveries.delivered]).toEqual([1, 0]);
  });

  it('leaves everything else to the host', async () => {
    const { get, post } = bench();
    for (const path of ['/', '/other', '/requests/x/withdraw', `/requests/${NOBODY}`, '/requestsx'])
      expect((await get(path)).body).toEqual({ from: 'the host' });
    expect((await post(`/requests/${NOBODY}.${'B'.repeat(43)}/withdraw`)).body).toEqual({ from: 'the host' });
  });
});

describe('the guard of the operations router', () => {
  it.each([undefined, {}, { authorize: true }, null])('is needed: %p', (options) => {
    expect(() => operationsRouter(testHost().ciba, options as never)).toThrow(
      'operationsRouter() needs a guard: { authorize: (req) => boolean } (ERR_CIBA_OPERATIONS)',
    );
  });

  const routes = [
    ...(['/requests', '/dead-letters', '/counts', '/health'] as const).map((path) => ['GET', path] as const),
    ...([`/requests/${NOBODY}/withdraw`, '/unblock', `/dead-letters/${NOBODY}/replay`] as const).map(
      (path) => ['POST', path] as const,
    ),
  ];

  it.each(routes)('stands before %s %s', async (method, path) => {
    const { get, post } = benchOf({}, { authorize: () => false });
    const { status, body } = await (method === 'GET' ? get(path) : post(path, {}));
    expect([status, body]).toEqual([403, { error: 'access_denied' }]);
  });

  it.each([undefined, 1, 'yes', {}, Promise.resolve('true')])(
    'lets nothing through by %p',
    async (answer) => {
      const { status } = await benchOf({}, { authorize: () => answer as never }).get('/requests');
      expect(status).toBe(403);
    },
  );

  it('that throws or rejects refuses', async () => {
    for (const authorize of [
      () => Promise.reject(new Error('no session')),
      () => {
        throw new Error('no session');
      },
    ]) {
      const { status, body } = await benchOf({}, { authorize }).get('/requests');
      expect([status, body]).toEqual([500, { failed: 'no session' }]);
    }
  });
});

describe('a request that another site may have sent', () => {
  const path = `/requests/${NOBODY}/withdraw`;

  it.each(['cross-site', 'same-site', 'x'])('is refused: Sec-Fetch-Site %s', async (site) => {
    const { status, body } = await benchOf().post(path).set('Sec-Fetch-Site', site);
    expect([status, body]).toEqual([403, { error: 'access_denied' }]);
  });

  it.each(['same-origin', 'none'])('is not taken for one: Sec-Fetch-Site %s', async (site) => {
    expect((await benchOf().post(path).set('Sec-Fetch-Site', site)).status).toBe(404);
  });

  it.each([
    ...['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'],
    ...['application/jsonp', 'application/x-json'],
  ])('cannot say that it sends JSON: %s', async (type) => {
    const { status, body } = await benchOf().post(path).type(type).send('{}');
    expect([status, body]).toEqual([415, { error: 'invalid_request' }]);
  });
});

describe('the operations router', () => {
  it.each([
    ['/requests?clientId=till', 400],
    ['/requests?limit=0', 400],
    ['/requests?limit=x', 400],
    ['/requests?state=open', 400],
    ['/requests?sub=', 400],
    ['/requests?sub=alice&sub=bob', 400],
    ['/requests?cursor=x', 400],
    ['/requests?cursor=0-99999999999999999999', 400],
    ['/dead-letters?limit=0', 400],
    ['/dead-letters?limit=1001', 400],
    ['/dead-letters?other=1', 400],
  ])('refuses %s', async (path, expected) => {
    const { status, body } = await benchOf().get(path);
    expect([status, body]).toEqual([expected, { error: 'invalid_request' }]);
  });

  it('names the method that it wants', async () => {
    const { get, post } = benchOf();
    const wrong = await post('/requests');
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET']);
    const other = await get(`/requests/${NOBODY}/withdraw`);
    expect([other.status, other.headers.allow]).toEqual([405, 'POST']);
  });

  it('answers 503 while the store does not answer, and says nothing of why', async () => {
    const scan = () => Promise.reject(new Error('ECONNREFUSED 10.0.0.7'));
    const { get } = benchOf({ store: storeWith(() => ({ scan })) });
    const { status, headers, body } = await get('/requests');
    expect([status, headers['retry-after'], body]).toEqual([503, '5', { error: 'temporarily_unavailable' }]);
  });

  it('tells what is wrong with the store', async () => {
    const { get } = benchOf({ store: storeWith(() => ({ check: async () => ['too old'] })) });
    const { status, body } = await get('/health');
    expect([status, body]).toEqual([503, { ready: false, problems: ['too old'] }]);
  });

  it('refuses a body that is too large, whole', async () => {
    const sent = JSON.stringify({ sub: 'alice', client_id: 'till', more: 'x'.repeat(5000) });
    expect((await benchOf().post('/unblock', sent)).status).toBe(400);
  });
});
