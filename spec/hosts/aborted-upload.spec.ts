import { once } from 'node:events';
import type { ErrorRequestHandler, Request } from 'express';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { chunk, formHead, formRequest, wire } from '../support/hosts-socket.js';
import { expectNothingAsked } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText, standardFields } from '../support/http-requests.js';
import { type Listening, listening } from '../support/raw-http.js';
import { until } from '../support/server-until.js';

const ask = formText({ ...credentials(till), ...standardFields });
const forms = {
  'an authentication request': ['/bc-authorize', ask],
  'a CIBA poll': ['/token', formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: 'x' })],
  'another grant': ['/token', formText({ ...credentials(till), grant_type: 'client_credentials' })],
} as const;

const framings = {
  'a Content-Length': (path: string, form: string) =>
    `${formHead(path, `Content-Length: ${form.length + 40}`)}${form}`,
  chunks: (path: string, form: string) => `${formHead(path, 'Transfer-Encoding: chunked')}${chunk(form)}`,
} as const;

const endings = ['destroy', 'resetAndDestroy'] as const;

const cases = (Object.keys(forms) as (keyof typeof forms)[]).flatMap((what) =>
  (Object.keys(framings) as (keyof typeof framings)[]).flatMap((framing) =>
    endings.map((ending) => ({ what, framing, ending })),
  ),
);

describe.each(expressVersions)('an upload that is cut off, on $version', ({ express }) => {
  let host: ReturnType<typeof testHost>;
  let server: Listening;
  let seen: Request[];
  let failed: unknown[];

  beforeEach(async () => {
    host = testHost({ express });
    seen = [];
    failed = [];
    const app = express();
    app.use((req, _res, next) => {
      seen.push(req);
      next();
    });
    app.use(host.app);
    app.use(((error, _req, res, _next) => {
      failed.push(error);
      res.sendStatus(500);
    }) as ErrorRequestHandler);
    server = await listening(app);
  });
  afterEach(() => server.close());

  /** Sends a packet on a connection of its own and ends that once the server has read all of it. */
  const cutOff = async (packet: string, ending: (typeof endings)[number]): Promise<void> => {
    const { socket, send } = await wire(server.port);
    await send(packet);
    await until(() => (seen[0]?.socket.bytesRead ?? 0) >= Buffer.byteLength(packet), 'read by the server');
    const closed = once(seen[0] as Request, 'close').catch(() => undefined);
    socket[ending]();
    await closed;
    // What a request sets off in its last ticks comes before the answer to the next one.
    await until(() => seen[0]?.destroyed === true, 'gone');
  };

  it.each(cases)('asks nobody and reaches no route: $what in $framing, $ending', async (one) => {
    const [path, form] = forms[one.what];
    await cutOff(framings[one.framing](path, form), one.ending);
    const next = await wire(server.port);
    await next.send(formRequest('/token', formText({ grant_type: 'after' })));
    expect(await next.answers(1)).toEqual([{ status: 200, body: { from: 'the host' } }]);
    next.socket.destroy();
    expect(host.hostTokenRequests).toEqual([expect.objectContaining({ grant_type: 'after' })]);
    await expectNothingAsked(host);
    expect([host.logged, failed]).toEqual([[], []]);
  });

  it('leaves no listener of ours on the request', async () => {
    await cutOff(framings.chunks('/token', 'grant_'), 'destroy');
    const [request] = seen as [Request];
    const names = ['readable', 'data', 'error', 'aborted'] as const;
    expect(names.map((name) => [name, request.listenerCount(name)])).toEqual(names.map((name) => [name, 0]));
  });

  it('costs no other connection its answer', async () => {
    const whole = await wire(server.port);
    const [head, body] = [formHead('/bc-authorize', `Content-Length: ${ask.length}`), ask];
    await cutOff(framings.chunks('/bc-authorize', ask), 'resetAndDestroy');
    await whole.send(head);
    await whole.send(body);
    expect(await whole.answers(1)).toEqual([
      { status: 200, body: { auth_req_id: expect.any(String), expires_in: 300, interval: 5 } },
    ]);
    whole.socket.destroy();
    expect(host.notified).toHaveLength(1);
  });
});
