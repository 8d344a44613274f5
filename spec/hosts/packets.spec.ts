import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { chunk, formHead, formRequest, LAST_CHUNK, type WireAnswer, wire } from '../support/hosts-socket.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText, standardFields, start } from '../support/http-requests.js';
import { type Listening, listening } from '../support/raw-http.js';

const asked = formText({ ...credentials(till), ...standardFields, binding_message: '5 €' });
const pending = formText({ ...credentials(till), grant_type: CIBA_GRANT });
const other = formText({ grant_type: 'refresh_token', refresh_token: 'r€' });

const CHUNKED = 'Transfer-Encoding: chunked';
const length = (form: string): string => `Content-Length: ${Buffer.byteLength(form)}`;
const bytes = (form: string): string[] => [...form];

/** How a request may be cut into packets. */
const cuts: readonly [string, (path: string, form: string) => string[]][] = [
  ['head and body in one packet', (path, form) => [formRequest(path, form)]],
  ['head and body in two packets', (path, form) => [formHead(path, length(form)), form]],
  ['a packet for each byte of the body', (path, form) => [formHead(path, length(form)), ...bytes(form)]],
  ['a packet for each byte of the head', (path, form) => [...formHead(path, length(form)), form]],
  [
    'a chunk for each byte in one packet',
    (path, form) => [formHead(path, CHUNKED) + bytes(form).map(chunk).join('') + LAST_CHUNK],
  ],
  [
    'a chunk and a packet for each byte',
    (path, form) => [formHead(path, CHUNKED), ...bytes(form).map(chunk), LAST_CHUNK],
  ],
  [
    'chunks with extensions and trailers',
    (path, form) => [
      formHead(path, CHUNKED, 'Trailer: X-Sum'),
      `${form.length.toString(16)};x=y\r\n${form}\r\n`,
      '0\r\nX-Sum: 1\r\n\r\n',
    ],
  ],
];

describe.each(expressVersions)('however a request is cut into packets, on $version', ({ express }) => {
  let host: ReturnType<typeof testHost>;
  let server: Listening;

  beforeEach(async () => {
    host = testHost({ express });
    server = await listening(host.app);
  });
  afterEach(() => server.close());

  const answerTo = async (packets: readonly string[]): Promise<WireAnswer | undefined> => {
    const { socket, send, answers } = await wire(server.port);
    for (const packet of packets) await send(packet);
    const [answer] = await answers(1);
    socket.destroy();
    return answer;
  };

  describe.each(cuts)('%s', (_name, cut) => {
    it('an authentication request is acknowledged whole', async () => {
      const answer = await answerTo(cut('/bc-authorize', asked));
      expect(answer).toEqual({
        status: 200,
        body: { auth_req_id: expect.any(String), expires_in: 300, interval: 5 },
      });
      const [shown] = await host.ciba.listRequests({ sub: 'alice' });
      expect(shown?.binding_message).toBe('5 €');
    });

    it('a poll is answered', async () => {
      const { authReqId } = await start(host);
      const answer = await answerTo(cut('/token', `${pending}&auth_req_id=${authReqId}`));
      expect(answer).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
      expect(host.hostTokenRequests).toEqual([]);
    });

    it('another grant reaches the host whole', async () => {
      expect(await answerTo(cut('/token', other))).toEqual({ status: 200, body: { from: 'the host' } });
      const read = { grant_type: 'refresh_token', refresh_token: 'r€' };
      expect(host.hostTokenRequests).toEqual([expect.objectContaining(read)]);
    });
  });

  it.each([
    ['an authentication request', '/bc-authorize', asked, 200],
    ['a poll', '/token', pending, 400],
    ['another grant', '/token', other, 200],
  ])('%s may wait for 100 Continue', async (_what, path, form, status) => {
    const { socket, send, answers, text } = await wire(server.port);
    await send(formHead(path, length(form), 'Expect: 100-continue'));
    while (!text().includes('\r\n\r\n')) await new Promise((heard) => socket.once('data', heard));
    expect(text()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    await send(form);
    expect((await answers(1)).map((answer) => answer.status)).toEqual([status]);
    socket.destroy();
    expect(host.hostTokenRequests).toHaveLength(form === other ? 1 : 0);
  });
});
