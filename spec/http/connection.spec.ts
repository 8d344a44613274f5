import { testHost, till } from '../support/host.js';
import { expressVersions } from '../support/http-hosts.js';
import { exchange } from '../support/http-raw.js';
import { credentials, FORM_TYPE, formText, standardFields } from '../support/http-requests.js';

const form = formText({ ...credentials(till), ...standardFields });

function head(path: string, headers: readonly string[]): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: as.example.com',
    `Content-Type: ${FORM_TYPE}`,
    ...headers,
    '',
    '',
  ].join('\r\n');
}

const good = `${head('/bc-authorize', [`Content-Length: ${form.length}`])}${form}`;
const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;
const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status ?? '');

/** Sends a request and a good one after it on the same connection, and tells the statuses of both answers. */
async function both(first: string, express: (typeof expressVersions)[number]['express']): Promise<string[]> {
  const { app } = testHost({ express });
  return statuses(await exchange(app as never, first + good, /HTTP\/1\.1.*HTTP\/1\.1.*\}/s));
}

describe.each(expressVersions)('the connection, on $version', ({ express }) => {
  const chunked = head('/bc-authorize', ['Transfer-Encoding: chunked']);

  it.each([
    ['a good request', good],
    ['a wrong method', good.replace('POST', 'PUT')],
    ['JSON', good.replace(FORM_TYPE, 'application/json')],
    ['a compressed body', good.replace('Host:', 'Content-Encoding: gzip\r\nHost:')],
    ['a body of 70,000 bytes', `${head('/bc-authorize', ['Content-Length: 70000'])}${'x'.repeat(70_000)}`],
    ['70,000 bytes in chunks', `${chunked}${chunk(70_000)}0\r\n\r\n`],
    ['a megabyte in chunks', `${chunked}${chunk(65_536).repeat(16)}0\r\n\r\n`],
  ])('serves the next request after %s', async (_name, first) => {
    const [, second] = await both(first, express);
    expect(second).toBe('200');
  });
});
