import { CIBA_GRANT, type TestHost, testHost, till } from '../support/host.js';
import { chunk, formHead, LAST_CHUNK, wire } from '../support/hosts-socket.js';
import { type Upstream, upstream } from '../support/hosts-upstream.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText, standardFields, start } from '../support/http-requests.js';
import { type Framing, type Listening, listening } from '../support/raw-http.js';

const formType = 'application/x-www-form-urlencoded';
const other = formText({ grant_type: 'refresh_token', refresh_token: 'r&=%+ü €' });
const framings: readonly Framing[] = ['Content-Length', 'chunked'];

describe.each(expressVersions)('in front of a streaming reverse proxy, on $version', ({ express }) => {
  let behind: Upstream;
  let host: TestHost;
  let server: Listening;

  beforeEach(async () => {
    behind = await upstream();
    host = testHost({ express });
    const app = express();
    app.use(host.ciba.router as never);
    app.use(behind.proxy);
    server = await listening(app);
  });
  afterEach(async () => {
    await server.close();
    await behind.close();
  });

  it.each(
    framings.flatMap((framing) =>
      [other, `a=${'x'.repeat(65_534)}`, `a=${'x'.repeat(65_535)}`, `a=${'x'.repeat(3_000_000)}`, ''].map(
        (form) => ({ framing, bytes: form.length, form }),
      ),
    ),
  )('a form of $bytes bytes ($framing) is streamed through whole', async ({ framing, form }) => {
    const { status, body } = await server.post('/token?a=b', form, framing);
    expect([status, body]).toEqual([200, `{"upstream":${form.length}}`]);
    expect(behind.received.map((got) => got.url)).toEqual(['/token?a=b']);
    expect(behind.received[0]?.body === form).toBe(true);
  });

  it('headers go through as they came', async () => {
    const sent = {
      Authorization: 'Basic dGlsbDp0aWxs',
      'X-Other': 'kept',
      'Content-Type': `${formType}; charset=UTF-8`,
    };
    await server.post('/token', other, 'Content-Length', sent);
    expect(behind.received[0]?.headers).toMatchObject({
      authorization: sent.Authorization,
      'x-other': 'kept',
      'content-type': sent['Content-Type'],
      'content-length': String(other.length),
    });
  });

  it('a form in many tiny chunks is streamed through', async () => {
    const { socket, send, answers } = await wire(server.port);
    await send(formHead('/token', 'Transfer-Encoding: chunked'));
    for (const byte of other) await send(chunk(byte));
    await send(LAST_CHUNK);
    expect(await answers(1)).toEqual([{ status: 200, body: { upstream: other.length } }]);
    socket.destroy();
    expect(behind.received[0]?.body).toBe(other);
  });

  it.each<[string, string, string, Record<string, string>?]>([
    ['JSON', 'application/json', JSON.stringify({ grant_type: CIBA_GRANT })],
    ['text', 'text/plain', formText({ grant_type: CIBA_GRANT })],
    [
      'multipart',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\n${CIBA_GRANT}\r\n--b--`,
    ],
    ['a type that only begins like a form', `${formType}-not`, formText({ grant_type: CIBA_GRANT })],
    ['a compressed form', formType, 'not really gzip', { 'Content-Encoding': 'gzip' }],
  ])('%s is streamed through, whatever it holds', async (_what, type, body, more = {}) => {
    const headers = { 'Content-Type': type, ...more };
    for (const framing of framings)
      expect((await server.post('/token', body, framing, headers)).status).toBe(200);
    expect(behind.received.map((got) => got.body)).toEqual([body, body]);
  });

  it('a CIBA request and its poll are answered, and the server behind hears of neither', async () => {
    const asked = formText({ ...credentials(till), ...standardFields });
    expect((await server.post('/bc-authorize', asked, 'chunked')).status).toBe(200);
    const { authReqId: auth_req_id } = await start(host);
    const form = formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id });
    const answer = await server.post('/token', form, 'chunked');
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([400, 'authorization_pending']);
    expect(behind.received).toEqual([]);
  });
});
