import { createPublicKey } from 'node:crypto';
import { otherTill, signingKey, testHost, till } from '../support/host.js';
import { expectLogged } from '../support/http-answers.js';
import { jwks } from '../support/http-keys.js';
import { start } from '../support/http-requests.js';
import { rsaKey } from '../support/new-keys.js';

const alice = { sub: 'alice' };
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

describe('jwks() with the host’s keys', () => {
  const rsa = rsaKey();
  const hostKeys: readonly Record<string, unknown>[] = [
    ...Object.values(jwks).map((key, i) => ({ ...key, kid: `host-${i}` })),
    { ...rsa.export({ format: 'jwk' }), kid: 'rsa', oth: [{ r: 'r', d: 'd', t: 't' }] },
    { kty: 'oct', kid: 'shared', k: 'c2VjcmV0' },
    { kty: 'AKP', kid: 'post-quantum', alg: 'ML-DSA-44', pub: 'cHVibGlj', priv: 'c2VjcmV0' },
  ];

  it.each(hostKeys.map((key) => [String(key.kid), String(key.kty), key] as const))(
    'publishes no private member of %s (%s)',
    (kid, _kty, key) => {
      const published = testHost()
        .ciba.jwks({ keys: [key] })
        .keys.find((found) => found.kid === kid);
      expect(published).toBeDefined();
      expect(Object.keys(published ?? {}).filter((name) => PRIVATE.includes(name))).toEqual([]);
    },
  );

  it('publishes what verifies, as the host gave it', () => {
    const { ciba } = testHost();
    const [published] = ciba.jwks({ keys: [{ ...jwks.ES256, kid: 'host', use: 'sig', x5t: 'a' }] }).keys;
    const { d: _d, ...open } = jwks.ES256;
    expect(published).toEqual({ ...open, kid: 'host', use: 'sig', x5t: 'a' });
  });

  it('leaves the host’s own key set as it was', () => {
    const given = { keys: [{ ...jwks.ES256, kid: 'host' }] };
    testHost().ciba.jwks(given);
    expect(given.keys[0]).toHaveProperty('d');
  });

  it('publishes no private member of the package’s own keys, whatever they were given as', () => {
    const keys = [...Object.values(jwks), rsa];
    const { ciba } = testHost({ idToken: { keys: keys as never } });
    const published = ciba.jwks().keys;
    expect(published).toHaveLength(5);
    for (const key of published) {
      expect(Object.keys(key).filter((name) => PRIVATE.includes(name))).toEqual([]);
      expect(createPublicKey({ key: key as never, format: 'jwk' }).type).toBe('public');
    }
  });

  it('publishes no private member where the host hands in the very key that signs', () => {
    const { keys } = testHost().ciba.jwks({ keys: [signingKey] });
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('what approval pages are shown of a client', () => {
  it.each([
    ...['javascript:alert(1)', 'JAVASCRIPT:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)'],
    ...[
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '//evil.example',
      '/relative',
      'https:evil',
      '',
    ],
    ...['blob:https://a.example/x', 5, {}, null],
  ])('has no link that is not http(s): %j', async (uri) => {
    const links = { logo_uri: uri, tos_uri: uri, policy_uri: uri };
    const seen: unknown[] = [];
    const host = testHost({
      clients: [{ ...till, ...links } as never],
      adapter: { validateRequest: ({ client }) => void seen.push(client) },
    });
    const { id } = await start(host);
    const shown = { client_id: 'till', client_name: 'Till 7' };
    expect(seen).toEqual([shown]);
    expect((await host.ciba.getRequest(id, alice))?.client).toEqual(shown);
    expect((await host.ciba.listRequests(alice))[0]?.client).toEqual(shown);
  });

  it.each(['https://shop.example/logo.png', 'http://localhost/logo.png', 'HTTPS://SHOP.EXAMPLE/'])(
    'has its link: %s',
    async (logo_uri) => {
      const host = testHost({ clients: [{ ...till, logo_uri }] });
      const { id } = await start(host);
      expect((await host.ciba.getRequest(id, alice))?.client.logo_uri).toBe(logo_uri);
    },
  );
});

describe('one request that cannot be shown hides no other', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('no such table'))],
    ['answers nonsense', () => ({}) as never],
    ['never ends', () => new Promise<never>(() => {})],
  ])('where getClient %s for it', async (_how, fails) => {
    let broken = false;
    const getClient = (id: string) =>
      broken && id === 'other-till' ? fails() : id === 'till' ? till : otherTill;
    const host = testHost({ adapter: { getClient }, callbackTimeout: 0.05 });
    const { id } = await start(host);
    const other = await start(host, {}, { client: otherTill });
    broken = true;
    expect(await host.ciba.listRequests(alice)).toMatchObject([{ id, client: { client_id: 'till' } }]);
    expectLogged(host, 'adapter.getClient');
    expect(await host.ciba.getRequest(id, alice)).toMatchObject({ id });
    await expect(host.ciba.getRequest(other.id, alice)).rejects.toThrow();
  });
});
