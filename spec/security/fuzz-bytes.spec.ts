import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectKept, expectOfTable, expectTreasures } from '../support/fuzz-answers.ts';
import { anyText } from '../support/fuzz-arbitraries.ts';
import { type FuzzAnswer, type FuzzHost, fuzzHost, secretOf } from '../support/fuzz-host.ts';
import { inTime, LONG, runs } from '../support/fuzz-runs.ts';
import { CIBA_GRANT } from '../support/host.js';
import { formText } from '../support/http-requests.js';

let host: FuzzHost;
beforeAll(async () => {
  host = await fuzzHost();
});
afterAll(() => host.close());

/** Sends bytes, ends the connection, and reads what came back before the other side ended it too. */
async function exchange(bytes: Buffer): Promise<string> {
  const socket = connect(host.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  // A server that hangs up on nonsense resets the connection while it is being written to.
  socket.on('error', () => undefined);
  socket.end(bytes);
  await inTime(once(socket, 'close'));
  return text;
}

/** The answers of our own in what came back; what the HTTP parser of Node refuses never reaches us, and has no body. */
function answersIn(text: string): FuzzAnswer[] {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((answer) => /^cache-control: no-store/im.test(answer) || /^HTTP\/1\.1 5/.test(answer))
    .map((answer) => {
      const [head = '', ...body] = answer.split('\r\n\r\n');
      const lines = head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': '));
      const headers = Object.fromEntries(lines.map(([name = '', value = '']) => [name.toLowerCase(), value]));
      const status = Number(head.slice(9, 12));
      return { status, headers, text: body.join('\r\n\r\n'), ofHost: headers['x-host'] !== undefined };
    });
}

const crlf = fc.constantFrom('\r\n', '\n', '\r', '\r\n\r\n');
const line = fc.oneof(
  anyText,
  fc.constantFrom(
    ...['Content-Length: 5', 'Content-Length: 5, 6', 'Content-Length: -1', 'Transfer-Encoding: chunked'],
    ...['Transfer-Encoding: gzip, chunked', 'Connection: close', 'Expect: 100-continue', 'Upgrade: h2c'],
    ...[
      'Content-Type: application/x-www-form-urlencoded',
      'Authorization: Basic',
      'Authorization: Basic Og==',
    ],
    ...['DPoP: a', 'DPoP: b', ': x', ' folded', 'Host: other.example'],
  ),
);
const good = ['Host: as.example.com', 'Content-Type: application/x-www-form-urlencoded'];
const secrets = formText({
  ...secretOf('till'),
  grant_type: CIBA_GRANT,
  scope: 'openid',
  login_hint: 'alice',
});

/** A request that is mostly HTTP: a path of ours, good headers and others, and a body of any bytes. */
const request = fc
  .record({
    path: fc.constantFrom('/bc-authorize', '/token', '/register', '/%2e/token', '/token%00', '//token'),
    lines: fc.array(line, { maxLength: 4 }),
    end: fc.oneof({ arbitrary: fc.constant('\r\n'), weight: 5 }, crlf),
    length: fc.boolean(),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ path, lines, end, length, body }) => {
    const bytes = Buffer.concat([Buffer.from(`${secrets}&`), body]);
    const framing = length ? [`Content-Length: ${bytes.length}`] : [];
    const head = [`POST ${path} HTTP/1.1`, ...good, ...framing, ...lines].join(end);
    return Buffer.concat([Buffer.from(`${head}${end}${end}`), bytes]);
  });
const bytes = fc.oneof(
  { arbitrary: request, weight: 4 },
  fc.uint8Array({ maxLength: 400 }).map((any) => Buffer.from(any)),
);

describe('whatever bytes come by a connection', () => {
  it(
    'are answered in time and by the table, or not taken for a request, and tell nobody a secret',
    async () => {
      let ours = 0;
      await fc.assert(
        fc.asyncProperty(bytes, async (sent) => {
          host.clock.advance(1000);
          const text = await exchange(sent);
          for (const answer of answersIn(text)) {
            const { error } = JSON.parse(answer.text || '{}');
            const path = /client_metadata|redirect|token$/.test(error) ? '/register' : '/token';
            expectOfTable(isAcknowledged(answer, error) ? '/bc-authorize' : path, answer);
            ours += 1;
          }
          expectKept(host, text);
        }),
        runs('bytes'),
      );
      expect(ours).toBeGreaterThan(0);
      expect(host.logged).toEqual([]);
      await expectTreasures(host);
    },
    LONG,
  );
});

/** What only the backchannel endpoint answers. */
function isAcknowledged({ text, status }: FuzzAnswer, error: string | undefined): boolean {
  return (
    text.includes('auth_req_id":') ||
    [405, 403].includes(status) ||
    /scope|hint|user|binding/.test(error ?? '')
  );
}
