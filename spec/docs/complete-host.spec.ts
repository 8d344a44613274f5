import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { freePort } from '../support/free-port.js';
import { listenTo, type Said, untilSaid } from '../support/ready-process.js';
import { freshPrefix, testRedisUrl } from '../support/stores.js';

const root = join(__dirname, '../..');
const CIBA = 'urn:openid:params:grant-type:ciba';

/** The host of docs/complete-host.md, word for word, in a process of its own. */
interface Host {
  readonly url: string;
  readonly said: Said;
  readonly child: ChildProcess;
}

function folderWithHost(): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  // Below the checkout, so that it finds the packages; where Git and Jest do not look.
  const folder = mkdtempSync(join(root, '.cache/complete-host-'));
  const page = readFileSync(join(root, 'docs/complete-host.md'), 'utf8');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'server.ts'), /^```ts\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '');
  writeFileSync(join(folder, 'signing-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return folder;
}

async function start(folder: string): Promise<Host> {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    REDIS_URL: testRedisUrl(),
    REDIS_PREFIX: freshPrefix(),
    TILL_SECRET: 'a secret of the till',
    ALICE_PASSWORD: 'correct-horse',
    TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
  };
  const args = ['--import', 'tsx', 'server.ts'];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = listenTo(child);
  const [, url = ''] = await untilSaid(child, said, /^READY (\S+)$/m);
  return { url, said, child };
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the host answers
  readonly body: any;
}

jest.setTimeout(60_000);

describe('the host of docs/complete-host.md', () => {
  const folder = folderWithHost();
  let host: Host;

  beforeAll(async () => {
    host = await start(folder);
  });
  afterAll(() => {
    host.child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const asTill = async (path: string, form: Record<string, string>): Promise<Answer> => {
    const Authorization = `Basic ${Buffer.from('till-7:a+secret+of+the+till').toString('base64')}`;
    const body = new URLSearchParams(form);
    const answer = await fetch(host.url + path, { method: 'POST', headers: { Authorization }, body });
    return { status: answer.status, body: await answer.json() };
  };
  const poll = (auth_req_id: string) => asTill('/oauth/token', { grant_type: CIBA, auth_req_id });
  /** Asks alice, and answers what the client got and where the link leads. */
  const ask = async (binding_message: string): Promise<{ id: string; link: string }> => {
    const links = host.said.stdout.split('/approvals/').length;
    const form = { scope: 'openid profile', login_hint: 'Alice@example.com', binding_message };
    const { status, body } = await asTill('/oauth/bc-authorize', form);
    expect({ status, body }).toMatchObject({ status: 200, body: { expires_in: 300, interval: 5 } });
    const [, path = ''] = /^to alice@example\.com: \S+(\/approvals\/\S+)$/m.exec(
      host.said.stdout
        .split('\n')
        .filter((line) => line.startsWith('to '))
        .at(-1) ?? '',
    ) ?? [''];
    expect(host.said.stdout.split('/approvals/')).toHaveLength(links + 1);
    return { id: body.auth_req_id, link: path };
  };
  const browse = (path: string, init: RequestInit = {}) =>
    fetch(host.url + path, { ...init, redirect: 'manual' });
  const send = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    browse(path, {
      method: 'POST',
      headers: { Origin: host.url, ...headers },
      body: new URLSearchParams(form),
    });
  const signIn = async (to = ''): Promise<string> => {
    const answer = await send('/login', { email: 'alice@example.com', password: 'correct-horse', to });
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };

  it('is found by discovery', async () => {
    const document = await (await fetch(`${host.url}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      issuer: host.url,
      backchannel_authentication_endpoint: `${host.url}/oauth/bc-authorize`,
      token_endpoint: `${host.url}/oauth/token`,
      grant_types_supported: [CIBA],
    });
    expect(await (await fetch(`${host.url}/healthz`)).json()).toEqual({ ready: true });
  });

  it('turns an approval into tokens that its resource takes', async () => {
    const { id, link } = await ask('W4SCT');
    expect((await poll(id)).body.error).toBe('authorization_pending');
    const sent = await browse(link);
    expect([sent.status, sent.headers.get('location')]).toEqual([
      303,
      `/login?to=${encodeURIComponent(link)}`,
    ]);
    const Cookie = await signIn(link);
    const shown = await (await browse(link, { headers: { Cookie } })).text();
    for (const text of ['Till 7, Main Street', 'W4SCT', 'see your name', 'Deny', 'I did not ask for this']) {
      expect(shown).toContain(text);
    }
    expect((await send(link, { decision: 'approve' }, { Cookie })).status).toBe(200);
    const { status, body } = await poll(id);
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } });
    const keys = createRemoteJWKSet(new URL(`${host.url}/jwks`));
    const { payload } = await jwtVerify(body.id_token, keys, { issuer: host.url, audience: 'till-7' });
    expect(payload).toMatchObject({ sub: 'u-1', amr: ['pwd'], auth_time: expect.any(Number) });
    const me = await fetch(`${host.url}/me`, { headers: { Authorization: `Bearer ${body.access_token}` } });
    expect(await me.json()).toEqual({ sub: 'u-1', email: 'alice@example.com', name: 'Alice' });
    expect((await poll(id)).body.error).toBe('invalid_grant');
  });

  it('takes a denial, and no approval after it', async () => {
    const { id, link } = await ask('DENY');
    const Cookie = await signIn();
    expect((await send(link, { decision: 'anything but approve' }, { Cookie })).status).toBe(200);
    expect((await send(link, { decision: 'approve' }, { Cookie })).status).toBe(409);
    expect(await (await browse(link, { headers: { Cookie } })).text()).toContain('no longer open');
    expect(await poll(id)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('shows what a client says as text', async () => {
    const { link } = await ask('<b>&"');
    const shown = await (await browse(link, { headers: { Cookie: await signIn() } })).text();
    expect(shown).toContain('&#60;b&#62;&#38;&#34;');
  });

  it('lets nobody decide who is not signed in, or on another site', async () => {
    const { id, link } = await ask('GUARD');
    const Cookie = await signIn();
    expect((await send(link, { decision: 'approve' })).status).toBe(303);
    expect((await send(link, { decision: 'approve' }, { Cookie: 'session=x' })).status).toBe(303);
    expect(
      (await send(link, { decision: 'approve' }, { Cookie, Origin: 'https://evil.example.com' })).status,
    ).toBe(403);
    expect((await send('/login', { email: 'alice@example.com', password: 'wrong' })).status).toBe(401);
    const away = await send('/login', {
      email: 'alice@example.com',
      password: 'correct-horse',
      to: '//evil.example.com',
    });
    expect([away.status, away.headers.get('location')]).toEqual([200, null]);
    expect((await poll(id)).body.error).toBe('authorization_pending');
  });

  it('answers other grants, other hints and other tokens by itself', async () => {
    expect(await asTill('/oauth/token', { grant_type: 'client_credentials' })).toEqual({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    });
    const stranger = await asTill('/oauth/bc-authorize', { scope: 'openid', login_hint: 'bob@example.com' });
    expect(stranger).toMatchObject({ status: 400, body: { error: 'unknown_user_id' } });
    expect((await fetch(`${host.url}/me`, { headers: { Authorization: 'Bearer x' } })).status).toBe(401);
  });

  it('keeps a client away from a user who reports it', async () => {
    const { link } = await ask('REPORT');
    expect((await send(link, { decision: 'report' }, { Cookie: await signIn() })).status).toBe(200);
    const again = await asTill('/oauth/bc-authorize', { scope: 'openid', login_hint: 'alice@example.com' });
    expect(again).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    expect(host.said.stdout).toMatch(/^reported \{.*"client_id":"till-7"/m);
  });

  it('ends by itself at SIGTERM', async () => {
    const exited = once(host.child, 'exit');
    host.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(host.said.stderr).toBe('');
  });
});
