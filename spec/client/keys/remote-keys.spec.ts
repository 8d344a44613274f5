import { RemoteKeys } from '../../../lib/client/keys/remote-keys.js';
import type { KeySet } from '../../../lib/jwt/key-set.js';
import { clientKey } from '../../support/client-keys.ts';
import { type FakeKeyServer, fakeKeyServer, keysAnswer } from '../../support/client-remote-keys.ts';

const URI = 'https://client.example.com/jwks';
const SECOND = 1000;
const [first, second] = [clientKey('ES256', 'first').jwk, clientKey('ES256', 'second').jwk];

const kids = (set: KeySet | undefined): readonly (string | undefined)[] | undefined =>
  set?.keys.map(({ kid }) => kid);

/** Lets what goes on behind the scenes come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nothing fails here. */
const failed = (): void => undefined;

describe('the keys at a jwks_uri', () => {
  let server: FakeKeyServer;
  let keys: RemoteKeys;
  let failures: string[];
  beforeEach(() => {
    server = fakeKeyServer();
    server.answers(keysAnswer([first]));
    failures = [];
    const { fetch, clock } = server;
    keys = new RemoteKeys(URI, { fetch, now: clock.now });
  });

  it('are fetched when they are first asked for, and then remembered', async () => {
    expect(server.fetched).toEqual([]);
    const set = await keys.current(failed);
    expect(kids(set)).toEqual(['first']);
    server.clock.advance(300 * SECOND);
    expect(await keys.current(failed)).toBe(set);
    expect(server.fetched).toEqual([URI]);
    expect(failures).toEqual([]);
  });

  it('are fetched once for many who wait', async () => {
    server.hold();
    const waiting = Array.from({ length: 50 }, () => keys.current(failed));
    const refreshing = Array.from({ length: 50 }, () => keys.refreshed(failed));
    await settled();
    server.release();
    const sets = await Promise.all([...waiting, ...refreshing]);
    expect(new Set(sets).size).toBe(1);
    expect(server.fetched).toHaveLength(1);
  });

  it('are refreshed behind the scenes after five minutes, while the old ones still serve', async () => {
    await keys.current(failed);
    server.answers(keysAnswer([second]));
    server.clock.advance(300 * SECOND + 1);
    server.hold();
    for (let round = 0; round < 10; round += 1) expect(kids(await keys.current(failed))).toEqual(['first']);
    expect(server.fetched).toHaveLength(2);
    server.release();
    await settled();
    expect(kids(await keys.current(failed))).toEqual(['second']);
    expect(server.fetched).toHaveLength(2);
  });

  it('are waited for where they are too old and the server is back', async () => {
    await keys.current(failed);
    server.answers(keysAnswer([second]));
    server.clock.advance(600 * SECOND + 1);
    expect(kids(await keys.current(failed))).toEqual(['second']);
  });

  it('are refreshed for an unknown kid at once, and again after ten seconds at the earliest', async () => {
    await keys.current(failed);
    server.answers(keysAnswer([second]));
    expect(kids(await keys.refreshed(failed))).toEqual(['second']);
    for (let tenth = 0; tenth < 99; tenth += 1) {
      server.clock.advance(100);
      expect(await keys.refreshed(failed)).toBeUndefined();
    }
    expect(server.fetched).toHaveLength(2);
    server.clock.advance(100);
    expect(kids(await keys.refreshed(failed))).toEqual(['second']);
    expect(server.fetched).toHaveLength(3);
  });

  it('are as old as their last fetch, whatever asked for it', async () => {
    await keys.current(failed);
    server.clock.advance(250 * SECOND);
    await keys.refreshed(failed);
    server.clock.advance(250 * SECOND);
    await keys.current(failed);
    expect(server.fetched).toHaveLength(2);
  });

  it('survive a clock that is turned back', async () => {
    await keys.current(failed);
    server.clock.advance(-86_400 * SECOND);
    expect(kids(await keys.current(failed))).toEqual(['first']);
  });
});
