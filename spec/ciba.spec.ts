import { describe, expect, it } from '@jest/globals';
import * as surface from '../lib/index.js';
import { testHost } from './support/host.js';
import { storeWith } from './support/http-store.js';

describe('the public surface', () => {
  it('has exactly these values', () => {
    expect(Object.keys(surface).sort()).toEqual([
      'CIBA_GRANT_TYPE',
      'CibaError',
      'ConfigurationError',
      'OutboundError',
      'UnreachableError',
      'createCiba',
      'guardedClient',
      'isCibaError',
      'memoryStore',
      'notifyThrough',
      'pairwiseSubjects',
      'parseLoginHint',
      'redisStore',
      'webhookChannel',
    ]);
  });

  it('of an instance has exactly these members', () => {
    expect(Object.keys(testHost().ciba).sort()).toEqual([
      'approve',
      'authenticateClient',
      'backchannelAuthentication',
      'cancel',
      'close',
      'deadLetters',
      'deliveryCounts',
      'deny',
      'dpopNonce',
      'fail',
      'getRequest',
      'jwks',
      'listRequests',
      'metadata',
      'on',
      'ready',
      'registration',
      'replay',
      'report',
      'requests',
      'router',
      'token',
      'unblock',
      'validateClientMetadata',
      'verifyProof',
      'verifySectorIdentifier',
      'watchRequests',
      'withdraw',
    ]);
  });

  it('works without its instance', async () => {
    const { approve, deny, listRequests, metadata, jwks, ready } = testHost().ciba;
    expect(await approve('x', { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await deny('x', { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await listRequests({ sub: 'alice' })).toEqual([]);
    expect(await ready()).toEqual({ ready: true, problems: [] });
    expect([metadata().issuer, jwks().keys.length]).toEqual(['https://as.example.com', 1]);
  });
});

describe('ready', () => {
  it.each([
    ['nothing', () => Promise.resolve([]), { ready: true, problems: [] }],
    ['a problem', () => Promise.resolve(['too old']), { ready: false, problems: ['too old'] }],
    [
      'an error',
      () => Promise.reject(new Error('ECONNREFUSED')),
      { ready: false, problems: ['the store does not answer: ECONNREFUSED'] },
    ],
    [
      'no answer',
      () => new Promise<never>(() => {}),
      { ready: false, problems: ['the store does not answer: the store took longer than 0.02 s'] },
    ],
  ])('tells of %s and never rejects', async (_name, check, expected) => {
    const { ciba } = testHost({ store: storeWith(() => ({ check })), storeTimeout: 0.02 });
    expect(await ciba.ready()).toEqual(expected);
  });
});

describe('close', () => {
  it('closes the store, and may be called twice', async () => {
    let closed = 0;
    const close = () => {
      closed++;
    };
    const { ciba } = testHost({ store: storeWith(() => ({ close })) });
    await ciba.close();
    await ciba.close();
    expect(closed).toBe(2);
  });
});
