import type { GuardedClientOptions } from '../../lib/outbound/guarded-client.js';
import { answering, failureOf, loopbackClient } from '../support/outbound-client.ts';

/** How a URL is refused; that no name was looked up for it is part of the answer. */
async function refusalOf(url: string, options: GuardedClientOptions = {}): Promise<object> {
  const none = answering();
  const { code, message } = await failureOf(
    loopbackClient({ allowLoopback: false, ...options }, none).request(url),
  );
  return { code, message, asked: none.asked };
}

const refused = (message: string): object => ({
  code: 'URL',
  message: `${message} (ERR_CIBA_OUTBOUND_URL)`,
  asked: [],
});

describe('a URL', () => {
  it.each([
    ...['http://client.example/', 'HTTP://client.example/', 'ftp://client.example/', 'ws://client.example/'],
    ...['wss://client.example/', 'http://client.example:443/'],
  ])('that is not https is refused: %s', async (url) => {
    expect(await refusalOf(url)).toEqual(refused('client.example: the URL is not https'));
  });

  it.each(['http://127.0.0.1/', 'http://localhost/'])(
    'that is not https is refused on loopback too: %s',
    async (url) => {
      expect(await refusalOf(url, { allowLoopback: true })).toMatchObject({ code: 'URL', asked: [] });
    },
  );

  it.each(['data:text/plain,a', 'file:///etc/passwd', 'unix:/var/run/docker.sock', 'javascript:1'])(
    'of another kind is refused: %s',
    async (url) => expect(await refusalOf(url)).toEqual(refused(': the URL is not https')),
  );

  it.each(['', 'client.example', '/jwks', 'https://', 'https://a b/', 'https://a:99999/', 'https://[::1/'])(
    'that is none is refused: %j',
    async (url) => expect(await refusalOf(url)).toEqual(refused('this is no URL')),
  );

  it.each([undefined, null, 7, {}])('that is no text is refused: %p', async (url) => {
    expect(await refusalOf(url as never)).toEqual(refused('this is no URL'));
  });

  it.each([
    ...['https://user:secret@client.example/', 'https://user@client.example/'],
    ...['https://:secret@client.example/', 'https://127.0.0.1@client.example/'],
  ])('with a user name or a password is refused: %s', async (url) => {
    expect(await refusalOf(url)).toEqual(refused('client.example: the URL holds a user name or a password'));
  });

  it.each(['https://client.example:80/', 'https://client.example:6379/', 'https://client.example:8443/'])(
    'with a port that is not listed is refused: %s',
    async (url) => {
      expect(await refusalOf(url)).toEqual(refused('client.example: the port is not one of those listed'));
    },
  );

  it('with the usual port is refused where others are listed', async () => {
    expect(await refusalOf('https://client.example/', { ports: [8443] })).toMatchObject({ code: 'URL' });
  });

  it.each([
    ...['https://other.example/', 'https://sub.client.example/', 'https://client.example.evil.example/'],
    ...['https://client.example./', 'https://xclient.example/', 'https://8.8.8.8/'],
  ])('of a host that is not listed is refused: %s', async (url) => {
    const { code, message, asked } = (await refusalOf(url, { hosts: ['client.example'] })) as {
      [name: string]: unknown;
    };
    expect([code, asked]).toEqual(['URL', []]);
    expect(message).toContain('the host is not one of those listed');
  });

  it.each([
    ['https://client.example/', 'CLIENT.example'],
    ['https://CLIENT.example:443/', 'client.example'],
    ['https://b%C3%BCcher.example/', 'bücher.example'],
  ])('of a host that is listed is looked up: %s', async (url, host) => {
    const inside = answering(['10.0.0.1']);
    const client = loopbackClient({ hosts: ['a.example', host] }, inside);
    expect(await failureOf(client.request(url))).toMatchObject({ code: 'ADDRESS' });
    expect(inside.asked).toEqual([new URL(url).hostname]);
  });

  it('on a port that is listed is looked up', async () => {
    const inside = answering(['10.0.0.1']);
    const client = loopbackClient({ allowLoopback: false, ports: [443, 8443] }, inside);
    for (const port of [443, 8443]) {
      const refusal = await failureOf(client.request(`https://client.example:${port}/`));
      expect(refusal).toMatchObject({ code: 'ADDRESS' });
    }
    expect(inside.asked).toHaveLength(2);
  });

  it('of a public host keeps to the listed ports where loopback is allowed', async () => {
    const outside = answering(['8.8.8.8']);
    const { code, message } = await failureOf(
      loopbackClient({}, outside).request('https://client.example:8443/'),
    );
    expect(code).toBe('URL');
    expect(message).toContain('the port is not one of those listed');
    expect(await failureOf(loopbackClient({}, outside).request('https://8.8.8.8:8443/'))).toMatchObject({
      code: 'URL',
    });
  });

  it('shows nothing but its host when it is refused', async () => {
    const secret = 'https://user-s3cret:pass-s3cret@client.example:1/path-s3cret?query-s3cret#hash-s3cret';
    for (const url of [secret, secret.replace('https', 'http'), 'https://user-s3cret:s3cret@[bad/s3cret']) {
      const refusal = await failureOf(loopbackClient({}, answering()).request(url));
      expect(`${refusal.message} ${String(refusal.cause)}`).not.toContain('s3cret');
    }
  });
});
