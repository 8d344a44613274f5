import { RemoteKeys } from '../../../lib/client/keys/remote-keys.js';
import type { KeySet } from '../../../lib/jwt/key-set.js';
import { clientKey } from '../../support/client-keys.ts';
import { type FakeKeyServer, fakeKeyServer, keysAnswer } from '../../support/client-remote-keys.ts';

const URI = 'https://client.example.com/jwks';
const SECOND = 1000;
const first = clientKey('ES256', 'first').jwk;
const DOWN = new Error('no answer of client.example.com within 5 s');

const kids = (set: KeySet | undefined): readonly (string | undefined)[] | undefined =>
  set?.keys.map(({ kid }) => kid);

/** Lets what goes on behind the scenes come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the keys at a jwks_uri whose server fails', () => {
  let server: FakeKeyServer;
  let keys: RemoteKeys;
  let failures: string[];
  const failed = (reason: string): void => void failures.push(reason);
  beforeEach(() => {
    server = fakeKeyServer();
    server.answers(keysAnswer([first]));
    failures = [];
    const { fetch, clock } = server;
    keys = new RemoteKeys(URI, { fetch, now: clock.now });
  });

  it('serve for ten minutes where the server is down, and then no longer', async () => {
    await keys.current(failed);
    server.answers(DOWN);
    server.clock.advance(600 * SECOND);
    expect(kids(await keys.current(failed))).toEqual(['first']);
    await settled();
    server.clock.advance(10 * SECOND);
    await expect(keys.current(failed)).rejects.toThrow(DOWN);
    expect(server.fetched).toHaveLength(3);
  });

  it('leave a server alone for ten seconds after it failed', async () => {
    server.answers(DOWN);
    await expect(keys.current(failed)).rejects.toThrow(DOWN);
    server.answers(keysAnswer([first]));
    server.clock.advance(10 * SECOND - 1);
    await expect(keys.current(failed)).rejects.toThrow('the key server has just failed');
    await expect(keys.refreshed(failed)).rejects.toThrow('the key server has just failed');
    expect(server.fetched).toHaveLength(1);
    server.clock.advance(1);
    expect(kids(await keys.current(failed))).toEqual(['first']);
  });

  it('are told of as unavailable once for each attempt that failed', async () => {
    server.answers(DOWN);
    await Promise.allSettled(Array.from({ length: 20 }, () => keys.current(failed)));
    await Promise.allSettled(Array.from({ length: 20 }, () => keys.current(failed)));
    expect(failures).toEqual([DOWN.message]);
    server.clock.advance(10 * SECOND);
    await Promise.allSettled([keys.current(failed), keys.refreshed(failed)]);
    expect(failures).toEqual([DOWN.message, DOWN.message]);
  });

  it('are told of as unavailable where a refresh behind the scenes failed', async () => {
    await keys.current(failed);
    server.answers(DOWN);
    server.clock.advance(301 * SECOND);
    for (let second = 0; second < 25; second += 1) {
      await keys.current(failed);
      await settled();
      server.clock.advance(SECOND);
    }
    expect(failures).toEqual([DOWN.message, DOWN.message, DOWN.message]);
  });

  it('stay as they were where a refresh failed', async () => {
    await keys.current(failed);
    server.answers(DOWN);
    await expect(keys.refreshed(failed)).rejects.toThrow(DOWN);
    expect(kids(await keys.current(failed))).toEqual(['first']);
  });
});
