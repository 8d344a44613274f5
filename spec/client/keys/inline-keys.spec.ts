import { clientKeys } from '../../../lib/client/keys/client-keys.js';
import type { CibaClient } from '../../../lib/client/metadata.js';
import type { KeySet } from '../../../lib/jwt/key-set.js';
import { JwtRefused } from '../../../lib/jwt/verify.js';
import { clientKey } from '../../support/client-keys.ts';

const { jwk } = clientKey('ES256');
const keys = () =>
  clientKeys({
    fetch: () => Promise.reject(new Error('nothing is fetched for these')),
    emit: () => {},
  });

/** The key set that a client's metadata is read as. */
async function setOf(jwks: unknown, known = keys()): Promise<KeySet> {
  const seen: KeySet[] = [];
  await known.has({ client_id: 'c', jwks: jwks as CibaClient['jwks'] }, (set) => {
    seen.push(set);
    return true;
  });
  return seen[0] as KeySet;
}

describe('keys that stand in the metadata of a client', () => {
  it('are imported once, though the host reads its client anew each time', async () => {
    const known = keys();
    const first = await setOf({ keys: [jwk] }, known);
    expect(await setOf({ keys: [{ ...jwk }] }, known)).toBe(first);
    expect(await setOf(JSON.parse(JSON.stringify({ keys: [jwk] })), known)).toBe(first);
  });

  it('are others as soon as their content is', async () => {
    const known = keys();
    const first = await setOf({ keys: [jwk] }, known);
    const second = await setOf({ keys: [{ ...jwk, kid: 'renamed' }] }, known);
    expect(second).not.toBe(first);
    expect(second.keys).toEqual([{ ...jwk, kid: 'renamed' }]);
  });

  it('are copied: what the host does with its own later changes nothing', async () => {
    const known = keys();
    const own = { keys: [{ ...jwk }] };
    const set = await setOf(own, known);
    own.keys[0]!.kid = 'spoilt';
    expect(set.keys).toEqual([jwk]);
  });

  it('are remembered of a thousand sets, the recent ones', async () => {
    const known = keys();
    const of = (n: number) => setOf({ keys: [{ ...jwk, kid: String(n) }] }, known);
    const [first, last] = [await of(0), await of(1)];
    for (let n = 2; n <= 1000; n += 1) await of(n);
    expect(await of(1)).toBe(last);
    expect(await of(0)).not.toBe(first);
  });

  it('are never fetched again', async () => {
    expect(await keys().has({ client_id: 'c', jwks: { keys: [jwk] } }, () => false)).toBe(false);
  });

  it('are the others where one is deep JSON', async () => {
    const deep = `{"kty":"EC","key_ops":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect((await setOf({ keys: [JSON.parse(deep), jwk] })).keys).toEqual([jwk]);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['false', false],
    ['empty text', ''],
    ['text', JSON.stringify({ keys: [jwk] })],
    ['a list', [jwk]],
    ['a set without keys', {}],
    ['a set of text', { keys: 'all' }],
    ['101 keys', { keys: Array(101).fill(jwk) }],
  ])('are refused where they are %s', async (_name, jwks) => {
    await expect(setOf(jwks)).rejects.toThrow(JwtRefused);
    await expect(setOf(jwks)).rejects.toMatchObject({ fault: 'unknown_key' });
  });
});
