import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { CibaGrant } from '../../lib/adapter.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { poll } from '../support/http-requests.js';
import { startToldApproved } from '../support/receiver-host.js';
import { AUTH_REQ_ID, pushed, RT_HASH } from '../support/receiver-pushed.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

type Claims = Readonly<Record<string, unknown>>;

const tokens = { access_token: 'at', token_type: 'Bearer' };

/** An ID token that a host has signed itself; nothing here knows its key. */
function ownIdToken(claims: Claims, alg = 'ES256'): string {
  const parts = [{ alg }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, 'c2lnbmF0dXJl'].join('.');
}

/** The left half of a hash. OpenID Connect Core 1.0 §3.1.3.6. */
function half(hash: string, token: string): string {
  const digest = createHash(hash).update(token).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

function bound({ auth_req_id }: Pick<CibaGrant, 'auth_req_id'>, hash = 'sha256'): Claims {
  return { at_hash: half(hash, 'at'), [AUTH_REQ_ID]: auth_req_id, [RT_HASH]: half(hash, 'rt') };
}

describe('an ID token of the host’s own', () => {
  const settingOf = useSetting(storeCases[0]!);

  it.each([
    ['ES256', 'sha256'],
    ['PS384', 'sha384'],
    ['RS512', 'sha512'],
    ['EdDSA', 'sha512'],
    ['Ed25519', 'sha512'],
  ])('is pushed as it is where it holds the claims of a push, by %s', async (alg, hash) => {
    let made = '';
    const setting = await settingOf('push', {
      adapter: {
        issueTokens: (grant) => {
          made = ownIdToken(bound(grant, hash), alg);
          return { ...tokens, refresh_token: 'rt', id_token: made };
        },
      },
    });
    expect((await pushed(setting)).id_token).toBe(made);
  });

  it('may be signed by an algorithm whose hashes the client alone can judge', async () => {
    const issueTokens = ({ auth_req_id }: CibaGrant) => {
      const claims = { at_hash: 'of its own', [AUTH_REQ_ID]: auth_req_id };
      return { ...tokens, id_token: ownIdToken(claims, 'ML-DSA-44') };
    };
    expect(await pushed(await settingOf('push', { adapter: { issueTokens } }))).toHaveProperty('id_token');
  });

  it.each<[string, Claims, string, string]>([
    ['no at_hash', { at_hash: undefined }, 'ES256', 'without the claims of a push'],
    ['the hash of another access token', { at_hash: half('sha256', 'bt') }, 'ES256', 'without the claims'],
    [
      'the hash of another algorithm',
      { at_hash: half('sha512', 'at') },
      'ES256',
      'without the claims of a push',
    ],
    ['no hash of its refresh token', { [RT_HASH]: undefined }, 'ES256', 'without the claims of a push'],
    ['the hash of another refresh token', { [RT_HASH]: half('sha256', 'at') }, 'ES256', 'without the claims'],
    ['no id of the request', { [AUTH_REQ_ID]: undefined }, 'ES256', 'without the claims of a push'],
    ['the id of another request', { [AUTH_REQ_ID]: 'another' }, 'ES256', 'without the claims of a push'],
    ['no signature', {}, 'none', 'without a signature'],
  ])(
    'is not pushed with %s: the transaction has failed, and its tokens are revoked',
    async (_what, wrong, alg, logged) => {
      const setting = await settingOf('push', {
        adapter: {
          issueTokens: (grant) => ({
            ...tokens,
            refresh_token: 'rt',
            id_token: ownIdToken({ ...bound(grant), ...wrong }, alg),
          }),
        },
      });
      expect(await pushed(setting)).toEqual({ auth_req_id: expect.any(String), error: 'transaction_failed' });
      expect(setting.host.revoked.map(({ access_token }) => access_token)).toEqual(['at']);
      expectLogged(setting.host, logged);
    },
  );

  it('must name no request where nobody is pushed to', async () => {
    const setting = await settingOf('ping', {
      adapter: { issueTokens: () => ({ ...tokens, id_token: ownIdToken({}) }) },
    });
    const { authReqId } = await startToldApproved(setting.host, setting.client);
    expect((await poll(setting.host, authReqId, { client: setting.client })).status).toBe(200);
  });

  it('is not answered to a poll without a signature either: a fault of the host, and nothing is spent', async () => {
    let alg = 'none';
    const { host, client } = await settingOf('ping', {
      adapter: { issueTokens: () => ({ ...tokens, id_token: ownIdToken({}, alg) }) },
    });
    const { authReqId } = await startToldApproved(host, client);
    const res = await poll(host, authReqId, { client });
    expectRefusal(res, [500, 'server_error']);
    expectLogged(host, 'without a signature', res);
    alg = 'ES256';
    expect((await poll(host, authReqId, { client })).status).toBe(200);
  });
});
