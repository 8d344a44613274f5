import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProxyCertificates, WRONG } from '../support/proxy-certificates.ts';
import { boundTo, type HeaderLines } from '../support/proxy-client.ts';
import { isOnPath, type ProxyProcess, startProxy } from '../support/proxy-process.ts';
import { filledIn } from '../support/proxy-recipes.ts';
import { type ProxySetting, type ProxyStart, proxySetting } from '../support/proxy-setting.ts';
import { SPOOFS, spoof } from '../support/proxy-spoofs.ts';

/** One process without privileges, with all its files in its folder. Header names with underscores get through. */
function nginx({ configuration, certificates, port, upstream, secret }: ProxyStart): Promise<ProxyProcess> {
  const server = filledIn(configuration, {
    'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
    '127.0.0.1:3000': upstream,
    'change-me': secret,
    'location / {': `location /forgotten { proxy_pass http://${upstream}/bc-authorize; }\n  location / {`,
  });
  const conf = `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  underscores_in_headers on;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
  ${server}
}`;
  return startProxy({
    command: 'nginx',
    args: ['-p', '.', '-c', 'nginx.conf', '-e', 'stderr'],
    files: {
      'nginx.conf': conf,
      'server.pem': certificates.server.cert,
      'server.key': certificates.server.key,
      'clients-ca.pem': certificates.clientsCa,
    },
    port,
  });
}

const isThere = isOnPath('nginx');
const whenThere = isThere ? describe : undefined;

whenThere?.('client certificates behind nginx, by the recipe of the docs', () => {
  let setting: ProxySetting;
  let own: ProxyCertificates;

  beforeAll(async () => {
    setting = await proxySetting('nginx', nginx);
    own = setting.certificates;
  });
  afterAll(() => setting?.stop());

  const refused = { status: 401, body: { error: 'invalid_client' } };
  const spoofed = (which: string, of: 'vouched' | 'pinned'): HeaderLines =>
    spoof(which, encodeURIComponent(own[of].cert), 'SUCCESS');

  it.each(['vouched', 'pinned'] as const)(
    'give the client %s tokens that are bound to its own',
    async (who) => {
      const answer = await setting.tokens(who, { certificate: own[who] });
      expect(answer).toMatchObject({ status: 200, body: { access_token: 'access', cnf: boundTo(own[who]) } });
    },
  );

  it.each(['vouched', 'pinned', 'stranger'] as const)(
    'bind the tokens of a client with a secret to whichever it shows: %s',
    async (which) => {
      const answer = await setting.tokens('secretive', { certificate: own[which] });
      expect(answer).toMatchObject({ status: 200, body: { cnf: boundTo(own[which]) } });
    },
  );

  it.each(WRONG)('refuse the client $client with $what', async ({ client, shows }) => {
    const sent = { certificate: shows && own[shows] };
    expect(await setting.ask(client, sent)).toMatchObject(refused);
    expect(await setting.poll(client, sent)).toMatchObject(refused);
  });

  it('are refused by nginx itself once they have expired', async () => {
    const { status, body } = await setting.ask('vouched', { certificate: own.expired });
    expect([status, body]).toEqual([400, expect.stringContaining('SSL certificate error')]);
  });

  it.each(SPOOFS)('cannot be made up by a client without one: %s', async (which) => {
    for (const who of ['vouched', 'pinned'] as const) {
      const sent = { headers: spoofed(which, who) };
      expect(await setting.ask(who, sent)).toMatchObject(refused);
      expect(await setting.poll(who, sent)).toMatchObject(refused);
    }
    const unbound = await setting.tokens('secretive', { headers: spoofed(which, 'vouched') });
    expect(unbound).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it.each(SPOOFS)('cannot be exchanged for another’s by a client with one: %s', async (which) => {
    const headers = spoofed(which, 'vouched');
    expect(await setting.ask('vouched', { headers, certificate: own.other })).toMatchObject(refused);
    expect(await setting.poll('vouched', { headers, certificate: own.other })).toMatchObject(refused);
    // A name that nobody vouched for does not become verified either.
    expect(await setting.ask('vouched', { headers, certificate: own.stranger })).toMatchObject(refused);
    for (const [who, which] of [
      ['pinned', 'pinned'],
      ['secretive', 'other'],
    ] as const) {
      const answer = await setting.tokens(who, { headers, certificate: own[which] });
      expect(answer).toMatchObject({ status: 200, body: { cnf: boundTo(own[which]) } });
    }
  });

  it.each(SPOOFS)('are not believed on a route where the three lines were forgotten: %s', async (which) => {
    const headers = spoofed(which, 'vouched');
    expect(await setting.ask('vouched', { headers }, '/forgotten')).toMatchObject(refused);
    expect(await setting.ask('secretive', {}, '/forgotten')).toMatchObject({ status: 200 });
  });

  it('are not believed of whoever goes round nginx and does not know its secret', async () => {
    const [certificate, verified] = [encodeURIComponent(own.vouched.cert), 'SUCCESS'];
    const status = async (secret: Record<string, string>): Promise<number> => {
      const headers = { 'X-Client-Cert': certificate, 'X-Client-Verify': verified, ...secret };
      const body = new URLSearchParams({ client_id: 'vouched', scope: 'openid', login_hint: 'alice' });
      return (await fetch(`${setting.upstream}/bc-authorize`, { method: 'POST', headers, body })).status;
    };
    expect(await status({})).toBe(401);
    expect(await status({ 'X-Proxy-Secret': 'guessed' })).toBe(401);
    expect(await status({ 'X-Proxy-Secret': setting.secret })).toBe(200);
  });

  it.each([
    ['vouched', 200],
    ['stranger', 401],
  ] as const)('are worth as much in a session that is resumed: %s', async (which, status) => {
    const sent = { certificate: own[which] };
    await setting.ask('vouched', sent);
    expect(await setting.ask('vouched', sent)).toMatchObject({ status, resumed: true });
  });

  it('leave nothing in the log', () => expect(setting.logged).toEqual([]));
});

describe('the tests of client certificates behind nginx', () => {
  it(`run here, or need what is not on the PATH: ${isThere ? 'nothing' : 'nginx'}`, () => {
    expect(isThere).toBe(isOnPath('nginx'));
  });
});
