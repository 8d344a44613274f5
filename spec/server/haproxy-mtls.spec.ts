import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProxyCertificates, WRONG } from '../support/proxy-certificates.ts';
import { boundTo, type HeaderLines } from '../support/proxy-client.ts';
import { isOnPath, type ProxyProcess, startProxy } from '../support/proxy-process.ts';
import { filledIn } from '../support/proxy-recipes.ts';
import { type ProxySetting, type ProxyStart, proxySetting } from '../support/proxy-setting.ts';
import { SPOOFS, spoof } from '../support/proxy-spoofs.ts';

/** What the recipe leaves to the rest of the file: time-outs. A second way in forgets to say anything of certificates. */
function haproxy({ configuration, certificates, port, upstream, secret }: ProxyStart): Promise<ProxyProcess> {
  const recipe = filledIn(configuration, {
    'bind :443 ssl': `bind 127.0.0.1:${port} ssl`,
    '127.0.0.1:3000': upstream,
    'change-me': secret,
  });
  const { server, clientsCa } = certificates;
  return startProxy({
    command: 'haproxy',
    args: ['-db', '-f', 'haproxy.cfg'],
    files: {
      'haproxy.cfg': `defaults\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n\n${recipe}`,
      'server.pem': `${server.cert}\n${server.key}`,
      'clients-ca.pem': clientsCa,
    },
    port,
  });
}

const isThere = isOnPath('haproxy');
const whenThere = isThere ? describe : undefined;

whenThere?.('client certificates behind HAProxy, by the recipe of the docs', () => {
  let setting: ProxySetting;
  let own: ProxyCertificates;

  beforeAll(async () => {
    setting = await proxySetting('HAProxy', haproxy);
    own = setting.certificates;
  });
  afterAll(() => setting?.stop());

  const refused = { status: 401, body: { error: 'invalid_client' } };
  const spoofed = (which: string, of: 'vouched' | 'pinned'): HeaderLines =>
    spoof(which, own[of].x509.raw.toString('base64'), '0');

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

  it('are not verified once they have expired', async () => {
    expect(await setting.ask('vouched', { certificate: own.expired })).toMatchObject(refused);
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

  it('are not believed of whoever goes round HAProxy and does not know its secret', async () => {
    const [certificate, verified] = [own.vouched.x509.raw.toString('base64'), '0'];
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

describe('the tests of client certificates behind HAProxy', () => {
  it(`run here, or need what is not on the PATH: ${isThere ? 'nothing' : 'haproxy'}`, () => {
    expect(isThere).toBe(isOnPath('haproxy'));
  });
});
