import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { configure } from '../../lib/configuration/configure.js';
import { createCiba } from '../../lib/create-ciba.js';
import { ConfigurationError } from '../../lib/errors.js';
import type { CibaOptions } from '../../lib/options.js';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { failingClient } from '../support/contract-redis.js';

/** With both characters by which base64 and base64url differ. */
const bytes = Buffer.concat([Buffer.from('fbff', 'hex'), randomBytes(30)]);
const good = { kid: '2026-01', key: bytes };
const place = { selector: 'S', field: 'tokens' };
const redis = (): CibaStore => redisStore(failingClient(new Error('not asked')));

function options(changes: object = {}): CibaOptions {
  return {
    issuer: 'https://as.example.com',
    store: memoryStore(),
    logger: { error: () => {} },
    adapter: {
      getClient: () => undefined,
      resolveUser: () => undefined,
      notifyUser: () => undefined,
      issueTokens: () => ({ access_token: 'a', token_type: 'Bearer' }),
    },
    ...changes,
  } as CibaOptions;
}

function refusalOf(changes: object): ConfigurationError | undefined {
  try {
    void createCiba(options(changes)).close();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ConfigurationError;
  }
  return undefined;
}

describe('push', () => {
  const push = { deliveryModes: ['poll', 'push'] };

  it.each<[string, () => CibaStore]>([
    ['in Redis', redis],
    [
      'in a store of the host’s own that does not say where it keeps them',
      () => ({ ...memoryStore(), external: undefined }) as never,
    ],
  ])('refuses to start without a key where tokens are kept %s', (_where, store) => {
    for (const notification of [undefined, {}, { keyRing: undefined }, { timeout: 1 }]) {
      const refusal = refusalOf({ ...push, store: store(), notification });
      expect(refusal?.code).toBe('ERR_CIBA_KEY_RING');
      expect(refusal?.message).toBe(
        'push keeps tokens in the store until they are delivered: notification.keyRing must seal them (ERR_CIBA_KEY_RING)',
      );
    }
  });

  it('starts in Redis with a key', () => {
    expect(refusalOf({ ...push, store: redis(), notification: { keyRing: [good] } })).toBeUndefined();
  });

  it('starts in this process without one', () => {
    expect(refusalOf(push)).toBeUndefined();
  });

  it('is told first that there is no store', () => {
    expect(refusalOf({ ...push, store: undefined })?.code).toBe('ERR_CIBA_STORE');
  });
});

describe('ping and poll', () => {
  it('start in Redis without a key', () => {
    expect(refusalOf({ deliveryModes: ['poll', 'ping'], store: redis() })).toBeUndefined();
  });
});

describe('a key ring', () => {
  it.each<[string, unknown]>([
    ['is null', null],
    ['is empty', []],
    ['is one key and no list', good],
    ['is text', 'secret'],
    ['holds null', [null]],
    ['holds text', ['secret']],
    ['holds a key without a kid', [{ key: bytes }]],
    ['holds a kid without a key', [{ kid: 'a' }]],
    ['holds an empty kid', [{ ...good, kid: '' }]],
    ['holds a kid with a dot', [{ ...good, kid: 'a.b' }]],
    ['holds a kid with a space', [{ ...good, kid: 'a b' }]],
    ['holds a kid with a line break behind it', [{ ...good, kid: 'a\n' }]],
    ['holds a kid that is no text', [{ ...good, kid: 5 }]],
    ['holds a kid of 33 characters', [{ ...good, kid: 'a'.repeat(33) }]],
    ['holds a kid twice', [good, { ...good, key: randomBytes(32) }]],
    ['holds a key of 31 bytes', [{ ...good, key: bytes.subarray(1) }]],
    ['holds a key of 33 bytes', [{ ...good, key: Buffer.concat([bytes, bytes.subarray(0, 1)]) }]],
    ['holds a key of 16 bytes as text', [{ ...good, key: bytes.subarray(16).toString('base64url') }]],
    ['holds a key in hex', [{ ...good, key: bytes.toString('hex') }]],
    ['holds a key that is a number', [{ ...good, key: 32 }]],
    ['holds one good and one bad key', [good, { kid: 'b', key: 'short' }]],
  ])('is refused where it %s, whatever the delivery modes', (_what, keyRing) => {
    for (const deliveryModes of [['poll'], ['poll', 'ping'], ['push']]) {
      const refusal = refusalOf({ deliveryModes, notification: { keyRing } });
      expect(refusal?.code).toBe('ERR_CIBA_KEY_RING');
      expect(refusal?.message).toBe(
        'notification.keyRing is an array of { kid, key }: a short kid each, keys of 32 bytes (ERR_CIBA_KEY_RING)',
      );
    }
  });

  it('shows no key in what it says', () => {
    const keyRing = [{ kid: 'a', key: `${bytes.toString('base64url')}A` }];
    expect(String(refusalOf({ notification: { keyRing } })?.stack)).not.toContain(keyRing[0]?.key);
  });

  it.each<[string, string | Uint8Array]>([
    ['a buffer', bytes],
    ['an array of bytes', new Uint8Array(bytes)],
    ['base64url', bytes.toString('base64url')],
    ['base64, as openssl writes it', bytes.toString('base64')],
  ])('takes a key as %s', (_form, key) => {
    const { sealer } = configure(options({ notification: { keyRing: [{ kid: 'k', key }] } })).notification;
    const other = configure(options({ notification: { keyRing: [{ kid: 'k', key: bytes }] } })).notification;
    expect(other.sealer.open(sealer.seal('TOKEN', place), place)).toBe('TOKEN');
  });

  it('seals by its first key and opens by any', () => {
    const [one, two] = [
      { kid: 'one', key: randomBytes(32) },
      { kid: 'two', key: randomBytes(32) },
    ];
    const sealerOf = (...keyRing: object[]) =>
      configure(options({ notification: { keyRing } })).notification.sealer;
    const sealed = sealerOf(one).seal('TOKEN', place);
    expect(sealed).toMatch(/^one\./);
    expect(sealerOf(two, one).seal('TOKEN', place)).toMatch(/^two\./);
    expect(sealerOf(two, one).open(sealed, place)).toBe('TOKEN');
    expect(() => sealerOf(two).open(sealed, place)).toThrow('not in the ring');
  });

  it('is a copy: what becomes of the host’s bytes does not matter', () => {
    const key = randomBytes(32);
    const { sealer } = configure(options({ notification: { keyRing: [{ kid: 'k', key }] } })).notification;
    const sealed = sealer.seal('TOKEN', place);
    key.fill(0);
    expect(sealer.open(sealed, place)).toBe('TOKEN');
  });

  it('seals nothing where there is none', () => {
    expect(configure(options()).notification.sealer.seal('TEXT', place)).toBe('TEXT');
  });
});

describe('how clients are called back', () => {
  it('is as keys are fetched, unless said otherwise', () => {
    const outbound = { allowLoopback: true, timeout: 3 };
    const config = configure(
      options({ outbound, notification: { keyRing: [good], timeout: 1, ports: [8443] } }),
    );
    expect(config.notification.outbound).toEqual({ allowLoopback: true, timeout: 1, ports: [8443] });
    expect(config.outbound).toEqual(outbound);
  });

  it.each<[string, string, unknown]>([
    ['ERR_CIBA_UNKNOWN_OPTION', 'null', null],
    ['ERR_CIBA_UNKNOWN_OPTION', 'text', 'https://client.example.com'],
    ['ERR_CIBA_UNKNOWN_OPTION', 'misspelt', { keyring: [good] }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'misspelt for the guarded client', { allowLoopbacks: true }],
    ['ERR_CIBA_OUTBOUND_OPTION', 'out of range', { timeout: 0 }],
  ])('is refused by %s where it is %s, whatever the delivery modes', (code, _what, notification) => {
    for (const deliveryModes of [['poll'], ['poll', 'ping'], ['push']])
      expect(refusalOf({ deliveryModes, notification })?.code).toBe(code);
  });
});
