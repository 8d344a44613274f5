import { type ClientKeys, clientKeys } from '../../../lib/client/keys/client-keys.js';
import type { CibaClient } from '../../../lib/client/metadata.js';
import type { CibaEvents } from '../../../lib/events.js';
import type { KeySet } from '../../../lib/jwt/key-set.js';
import { type JwtFault, JwtRefused } from '../../../lib/jwt/verify.js';
import { jws } from '../../support/client-jws.ts';
import { type ClientKey, clientKey } from '../../support/client-keys.ts';
import { type FakeKeyServer, fakeKeyServer, keysAnswer } from '../../support/client-remote-keys.ts';

const [old, fresh] = [clientKey('ES256', 'old'), clientKey('ES256', 'new')];
const remote: CibaClient = { client_id: 'c', jwks_uri: 'https://c.example.com/jwks' };
const policy = { algorithms: ['ES256'], issuer: 'c', required: [], longest: 3600, kind: 'x+jwt' };
const DOWN = new Error('no answer of c.example.com within 5 s');

function token({ alg, jwk, privateKey }: ClientKey, header: Record<string, unknown> = {}): string {
  return jws({ header: { alg, kid: jwk.kid, ...header }, payload: { iss: 'c' }, key: privateKey });
}

describe('the keys of clients', () => {
  let server: FakeKeyServer;
  let keys: ClientKeys;
  let unavailable: CibaEvents['clientKeysUnavailable'][];
  beforeEach(() => {
    server = fakeKeyServer();
    server.answers(keysAnswer([old.jwk]));
    unavailable = [];
    const emit = (_name: string, event: unknown) => unavailable.push(event as never);
    keys = clientKeys({ fetch: server.fetch, emit: emit as never, now: server.clock.now });
  });
  const verify = (key: ClientKey, client: CibaClient = remote, header = {}) =>
    keys.verify(token(key, header), client, policy);
  const faultOf = async (verifying: Promise<unknown>): Promise<JwtFault> => {
    const refused: unknown = await verifying.catch((error: unknown) => error);
    if (!(refused instanceof JwtRefused)) throw new Error('not refused', { cause: refused });
    return refused.fault;
  };

  it('are fetched from its jwks_uri once', async () => {
    for (let round = 0; round < 3; round += 1)
      expect(await verify(old)).toMatchObject({ claims: { iss: 'c' } });
    expect(server.fetched).toEqual([remote.jwks_uri]);
  });

  it('are fetched again for a kid that is not among them, and the JWT is judged by the new ones', async () => {
    await verify(old);
    server.answers(keysAnswer([old.jwk, fresh.jwk]));
    expect(await verify(fresh)).toMatchObject({ claims: { iss: 'c' } });
    expect(await verify(old)).toMatchObject({ claims: { iss: 'c' } });
    expect(server.fetched).toHaveLength(2);
  });

  it('are fetched for unknown kids once in ten seconds, however many come', async () => {
    await verify(old);
    for (let n = 0; n < 50; n += 1)
      expect(await faultOf(verify(old, remote, { kid: String(n) }))).toBe('unknown_key');
    expect(server.fetched).toHaveLength(2);
    server.clock.advance(10_000);
    expect(await faultOf(verify(fresh))).toBe('unknown_key');
    expect(server.fetched).toHaveLength(3);
  });

  it('are not fetched again for a forged signature or an algorithm that is not offered', async () => {
    await verify(old);
    expect(await faultOf(verify({ ...fresh, jwk: old.jwk }))).toBe('signature');
    expect(await faultOf(keys.verify(token(old), remote, { ...policy, algorithms: ['PS256'] }))).toBe(
      'algorithm',
    );
    expect(await faultOf(keys.verify('no.j.wt', remote, policy))).toBe('malformed');
    expect(server.fetched).toHaveLength(1);
  });

  it('fail their own client closed where the server is down, and the host hears of it', async () => {
    server.answers(DOWN);
    for (let n = 0; n < 5; n += 1) expect(await faultOf(verify(old))).toBe('unknown_key');
    expect(await faultOf(keys.has(remote, () => true))).toBe('unknown_key');
    expect(unavailable).toEqual([{ client_id: 'c', reason: DOWN.message }]);
  });

  it('are refused, though known, for a new kid while the server is down', async () => {
    await verify(old);
    server.answers(DOWN);
    expect(await faultOf(verify(fresh))).toBe('unknown_key');
    expect(await verify(old)).toMatchObject({ claims: { iss: 'c' } });
  });

  it('hinder no other client where one server hangs', async () => {
    server.hold();
    const hanging = verify(old);
    const inline: CibaClient = { client_id: 'inline', jwks: { keys: [old.jwk] } };
    expect(await verify(old, inline)).toMatchObject({ claims: { iss: 'c' } });
    server.release();
    await hanging;
  });

  it('are none where they come by value and by reference', async () => {
    expect(await faultOf(verify(old, { ...remote, jwks: { keys: [old.jwk] } }))).toBe('unknown_key');
    expect(server.fetched).toEqual([]);
  });

  it('are shared by clients with one jwks_uri', async () => {
    await verify(old);
    await verify(old, { ...remote, client_id: 'twin' });
    expect(server.fetched).toHaveLength(1);
  });

  it('are remembered of a thousand jwks_uris, the recent ones', async () => {
    const of = (n: number): CibaClient => ({ client_id: 'c', jwks_uri: `https://c.example.com/${n}` });
    for (let n = 0; n <= 1000; n += 1) await keys.has(of(n), () => true);
    for (let n = 1000; n >= 1; n -= 1) await keys.has(of(n), () => true);
    expect(server.fetched).toHaveLength(1001);
    await keys.has(of(0), () => true);
    expect(server.fetched).toHaveLength(1002);
  });

  it('that fit nothing are fetched again before they are said not to', async () => {
    const fits = (set: KeySet): boolean => set.keys.some(({ kid }) => kid === 'new');
    expect(await keys.has(remote, fits)).toBe(false);
    server.answers(keysAnswer([fresh.jwk]));
    expect(await keys.has(remote, fits)).toBe(false);
    expect(server.fetched).toHaveLength(2);
    server.clock.advance(10_000);
    expect(await keys.has(remote, fits)).toBe(true);
    expect(server.fetched).toHaveLength(3);
  });
});
