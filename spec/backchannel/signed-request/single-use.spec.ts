import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { CibaStore, UsedOnce } from '../../../lib/request/store.js';
import { clientKey } from '../../support/client-keys.js';
import { type TestHost, testHost } from '../../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { storeWith } from '../../support/http-store.js';
import { fromNow, stopDate } from '../../support/signed-clock.js';
import {
  askSigned,
  nowSeconds,
  type SignedWish,
  signerOf,
  signers,
  startSigned,
} from '../../support/signed-request.js';
import { storeCases } from '../../support/stores.js';

afterEach(() => {
  jest.useRealTimers();
});

const signer = signers.ES256;
const other = signerOf('ES256', { client_id: 'other-signer' });
const clients = [signer.client, other.client];
const jti = 'only-once';

async function expectReplayRefused(host: TestHost, wish: SignedWish = { claims: { jti } }): Promise<void> {
  const res = await askSigned(host, signer, wish);
  expectRefusal(res, [400, 'invalid_request'], { description: 'The signed request was used before.' });
}

/** A store that remembers what it was told to remember, and answers what it is told to. */
function remembering(answer: () => Promise<boolean>): { store: CibaStore; used: UsedOnce[] } {
  const used: UsedOnce[] = [];
  const useOnce = (one: UsedOnce) => {
    used.push(one);
    return answer();
  };
  return { store: storeWith(() => ({ useOnce })), used };
}

describe('the jti of a signed request', () => {
  it('is used up by its first use, whatever else a second request asks for', async () => {
    const host = testHost({ clients });
    await startSigned(host, signer, { claims: { jti } });
    await expectReplayRefused(host);
    await expectReplayRefused(host, { claims: { jti, login_hint: 'bob', exp: nowSeconds() + 3000 } });
    expect(host.notified).toHaveLength(1);
  });

  it('is that of one client', async () => {
    const host = testHost({ clients });
    await startSigned(host, signer, { claims: { jti } });
    await startSigned(host, other, { claims: { jti } });
  });

  it.each<[string, SignedWish]>([
    ['a signature of another key', { key: clientKey('ES256') }],
    ['no signature', { header: { alg: 'none' }, key: null }],
    ['a key of another client', { key: other.key }],
    ['an audience that is not us', { claims: { aud: 'https://other.example.com' } }],
    ['an end in the past', { claims: { exp: nowSeconds() - 60 } }],
    ['another type', { header: { typ: 'at+jwt' } }],
    ['the name of another client', { claims: { client_id: 'other-signer' } }],
    ['a request inside', { claims: { request: 'x' } }],
    ['a life of more than a day', { claims: { nbf: nowSeconds() - 86_400 } }],
  ])('is not used up by a request with %s', async (_name, wish) => {
    const host = testHost({ clients });
    const forged = await askSigned(host, signer, { ...wish, claims: { ...wish.claims, jti } });
    expectRefusal(forged, [400, 'invalid_request']);
    await startSigned(host, signer, { claims: { jti } });
  });

  it('is not used up by somebody who is not the client', async () => {
    const host = testHost({ clients });
    const stranger = { ...signer.client, client_secret: 'wrong' };
    const res = await askSigned(host, signer, { claims: { jti } }, { client: stranger });
    expectRefusal(res, [401, 'invalid_client']);
    await startSigned(host, signer, { claims: { jti } });
  });

  it('is used up though the host refuses the request', async () => {
    const host = testHost({ clients });
    const refused = await askSigned(host, signer, { claims: { jti, login_hint: 'nobody' } });
    expectRefusal(refused, [400, 'unknown_user_id']);
    await expectReplayRefused(host);
  });

  it('lets one of many requests at the same time through', async () => {
    const host = testHost({ clients });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => askSigned(host, signer, { claims: { jti } })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(host.notified).toHaveLength(1);
  });

  it('is remembered until the request would be refused for its age, by any clock', async () => {
    const { store, used } = remembering(async () => true);
    const host = testHost({ clients, store });
    stopDate();
    await startSigned(host, signer, { claims: { jti, ...fromNow({ exp: 300 }) } });
    // Ten seconds of grace, and a minute by which the clocks of two processes may differ.
    expect(used).toEqual([{ kind: 'request', owner: 'signer-ES256', jti, seconds: 300 + 10 + 60 }]);
  });

  it('may be of any length and of any characters', async () => {
    const host = testHost({ clients, caps: false });
    for (const odd of ['x', ' ', 'ü\u0000', '__proto__', 'j'.repeat(20_000)]) {
      await startSigned(host, signer, { claims: { jti: odd } });
      await expectReplayRefused(host, { claims: { jti: odd } });
    }
  });
});

describe.each(storeCases)('the jti of a signed request on $name', ({ open }) => {
  it('is used up by its first use, across instances', async () => {
    const { store, close } = await open();
    const [one, another] = [testHost({ clients, store }), testHost({ clients, store })];
    await startSigned(one, signer, { claims: { jti } });
    await expectReplayRefused(another);
    await startSigned(another, other, { claims: { jti } });
    await close();
  });
});

describe('a store that cannot say whether it is the first use', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('ECONNREFUSED 10.0.0.7')), 'ECONNREFUSED 10.0.0.7'],
    ['does not answer', () => new Promise<never>(() => {}), 'the store took longer than 0.02 s'],
  ])('answers 503 where it %s, and nobody is asked', async (_name, answer, logged) => {
    const { store } = remembering(answer);
    const host = testHost({ clients, store, storeTimeout: 0.02 });
    const res = await askSigned(host, signer);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, logged, res);
    await expectNothingAsked(host);
  });
});
