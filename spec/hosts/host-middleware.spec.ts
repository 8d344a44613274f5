import type { RequestHandler } from 'express';
import { type TestHost, testHost } from '../support/host.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask, poll, post } from '../support/http-requests.js';

/** What a host hangs on its token route: it sees a request, marks the answer, and may stop it. */
function guard(seen: string[], stops = false): RequestHandler {
  return (req, res, next) => {
    seen.push(req.originalUrl);
    res.setHeader('X-Guard', 'seen');
    if (stops) res.status(429).json({ error: 'host' });
    else next();
  };
}

describe.each(expressVersions)('a host’s own middleware, on $version', ({ express }) => {
  const hostWith = (before: RequestHandler | undefined, onRoute: RequestHandler): TestHost => {
    const host = testHost({ express });
    const app = express();
    if (before) app.use('/token', before);
    app.use(host.ciba.router as never);
    app.post('/token', onRoute, (_req, res) => void res.json({ from: 'the host' }));
    return { ...host, app };
  };

  it('on its token route alone sees its grants and no poll', async () => {
    const seen: string[] = [];
    const host = hostWith(undefined, guard(seen));
    expect((await poll(host, 'x')).headers['x-guard']).toBeUndefined();
    expect(seen).toEqual([]);
    const other = await post(host, '/token', { fields: { grant_type: 'refresh_token' } });
    expect([other.headers['x-guard'], seen]).toEqual(['seen', ['/token']]);
  });

  it('before both sees polls too, and its headers stay on our answer', async () => {
    const seen: string[] = [];
    const host = hostWith(guard(seen), guard([]));
    const { status, body, headers } = await poll(host, 'x');
    expect([status, body.error, headers['x-guard'], seen]).toEqual([
      400,
      'invalid_grant',
      'seen',
      ['/token'],
    ]);
    expect((await ask(host)).status).toBe(200);
    expect(seen).toEqual(['/token']);
  });

  it('before both may stop a poll by itself', async () => {
    const host = hostWith(guard([], true), guard([]));
    const { status, body } = await poll(host, 'x');
    expect({ status, body }).toEqual({ status: 429, body: { error: 'host' } });
  });
});
