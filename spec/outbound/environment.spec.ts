import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Authority, certificateAuthority } from '../support/certificates.ts';
import { type OutboundServer, rawServer, secureServer } from '../support/outbound-server.ts';

let authority: Authority;
let server: OutboundServer;
let proxy: OutboundServer;

beforeAll(async () => {
  authority = await certificateAuthority();
  const certified = await authority.issue({ ip: ['127.0.0.1'], dns: ['localhost'] });
  server = await secureServer(certified, ({ url }, res) => {
    if (url === '/large') res.setHeader('X-Large', 'x'.repeat(20_000));
    res.end('direct');
  });
  proxy = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
});
afterAll(() => Promise.all([server.close(), proxy.close()]));

/** What a process prints that calls the server in such an environment. */
async function calling(url: string, env: NodeJS.ProcessEnv, flags: readonly string[] = []): Promise<string> {
  const args = [...flags, '--import', 'tsx', 'spec/support/outbound-child.ts'];
  const child = { env: { ...process.env, ...env, URL_TO_CALL: url } };
  const { stdout } = await promisify(execFile)(process.execPath, args, child);
  return stdout;
}

describe('the environment of the process', () => {
  it('names no proxy that is asked', async () => {
    const address = `http://127.0.0.1:${proxy.port}`;
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
    const env = Object.fromEntries(names.map((name) => [name, address]));
    const switches = { NODE_USE_ENV_PROXY: '1', NO_PROXY: '', no_proxy: '', TRUSTED: authority.cert };
    const url = `https://localhost:${server.port}/`;
    expect(await calling(url, { ...env, ...switches })).toBe('200 direct');
    expect(proxy.sockets).toEqual([]);
  }, 30_000);

  it('turns no verification off', async () => {
    const url = `https://127.0.0.1:${server.port}/`;
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(await calling(url, env)).toBe('ERR_CIBA_OUTBOUND_TLS');
  }, 30_000);

  it('raises no limit', async () => {
    const url = `https://127.0.0.1:${server.port}/`;
    const flags = ['--max-http-header-size=100000'];
    expect(await calling(url, { TRUSTED: authority.cert }, flags)).toBe('200 direct');
    expect(await calling(`${url}large`, { TRUSTED: authority.cert }, flags)).toBe('ERR_CIBA_OUTBOUND_BROKEN');
  }, 30_000);

  it('may try one address of a name and no other', async () => {
    const url = `https://localhost:${server.port}/`;
    const flags = ['--no-network-family-autoselection', '--dns-result-order=ipv4first'];
    expect(await calling(url, { TRUSTED: authority.cert }, flags)).toBe('200 direct');
  }, 30_000);
});
