import { RemoteKeys } from '../../../lib/client/keys/remote-keys.js';
import type { Jwk } from '../../../lib/jwt/signing-keys.js';
import { clientKey } from '../../support/client-keys.ts';
import { fakeKeyServer, type KeyServerAnswer, keysAnswer } from '../../support/client-remote-keys.ts';
import { jwks } from '../../support/http-keys.js';

const { jwk } = clientKey('ES256');
const NO_SET = 'the key server answered with no JWK Set of reasonable size';
const SECRET = 'TEXT-OF-THE-SERVER';

/** What becomes of a key server's answer: the keys, or what is told of the failure. */
async function read(answer: KeyServerAnswer): Promise<readonly Jwk[] | string> {
  const server = fakeKeyServer();
  server.answers(answer);
  const failures: string[] = [];
  const keys = new RemoteKeys('https://c.example.com/k', { fetch: server.fetch, now: server.clock.now });
  const set = await keys.current((reason) => failures.push(reason)).catch(() => undefined);
  if (set !== undefined) return set.keys;
  expect(failures).toHaveLength(1);
  return String(failures[0]);
}

const text = (body: string | Buffer, status = 200): KeyServerAnswer => ({ status, body });

describe('the document at a jwks_uri', () => {
  it('may hold keys of all kinds that sign', async () => {
    const keys = Object.values(jwks).map(({ d, p, q, dp, dq, qi, ...half }) => half);
    expect(await read(keysAnswer(keys))).toEqual(keys);
  });

  it('may hold 100 keys', async () => {
    expect(await read(keysAnswer(Array(100).fill(jwk)))).toHaveLength(100);
  });

  it('may hold other members, and keys no secret of any key', async () => {
    const members = {
      note: SECRET,
      x5u: SECRET,
      x5c: [SECRET],
      d: SECRET,
      k: SECRET,
      p: SECRET,
      oth: [SECRET],
      priv: SECRET,
    };
    const body = JSON.stringify({
      keys: [{ ...jwk, ...members, key_ops: ['verify'], use: 'sig' }],
      note: SECRET,
    });
    expect(await read(text(body))).toEqual([{ ...jwk, key_ops: ['verify'], use: 'sig' }]);
  });

  it('loses its secrets and what is no key', async () => {
    const others = [
      { kty: 'oct', k: SECRET, kid: jwk.kid },
      { kty: 'OCT' },
      { kty: 'AKP' },
      {},
      null,
      5,
      'key',
      [jwk],
    ];
    expect(await read(keysAnswer([...others, jwk]))).toEqual([jwk]);
  });

  it('may be empty', async () => {
    expect(await read(keysAnswer([]))).toEqual([]);
  });

  it.each<[string, KeyServerAnswer]>([
    ['101 keys', keysAnswer(Array(101).fill(jwk))],
    ['10,000 keys', keysAnswer(Array(10_000).fill(jwk))],
    ['10,000 times nothing', keysAnswer(Array(10_000).fill(null))],
    ['HTML', text(`<!doctype html><title>${SECRET}</title>`)],
    ['nothing', text('')],
    ['JSON that breaks off', text('{"keys":[')],
    ['a key instead of a set', text(JSON.stringify(jwk))],
    ['a list', text(JSON.stringify([jwk]))],
    ['keys that are no list', text(JSON.stringify({ keys: { 0: jwk, length: 1 } }))],
    ['keys by another name', text(JSON.stringify({ Keys: [jwk] }))],
    ['text', text(JSON.stringify(SECRET))],
    ['null', text('null')],
    ['a number', text('5')],
    ['a JWT', text(`${SECRET}.e30.e30`)],
    ['deep JSON', text(`{"keys":${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['bytes that are no text', text(Buffer.from([0xff, 0xfe, 0x00, 0x7b]))],
    ['UTF-16', text(Buffer.from(JSON.stringify({ keys: [jwk] }), 'utf16le'))],
  ])('is none where it is %s', async (_name, answer) => {
    expect(await read(answer)).toBe(NO_SET);
  });

  it.each([201, 203, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 429, 500, 503])(
    'counts under the status 200 alone, not %i',
    async (status) => {
      expect(await read(text(JSON.stringify({ keys: [jwk] }), status))).toBe(
        `the key server answered ${status}`,
      );
    },
  );

  it('loses a key of deep JSON, and keeps the others', async () => {
    const deep = `{"kty":"EC","key_ops":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(await read(text(`{"keys":[${deep},${JSON.stringify(jwk)}]}`))).toEqual([jwk]);
  });
});
