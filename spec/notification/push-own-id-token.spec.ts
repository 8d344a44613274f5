import { describe, expect, it } from '@jest/globals';
import { expectLogged } from '../support/http-answers.js';
import { poll } from '../support/http-requests.js';
import { startToldApproved } from '../support/receiver-host.js';
import { AUTH_REQ_ID, pushed, RT_HASH } from '../support/receiver-pushed.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

/** An ID token that a host has signed itself. */
function ownIdToken(claims: object): string {
  const parts = [{ alg: 'ES256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, 'c2lnbmF0dXJl'].join('.');
}

describe('an ID token of the host’s own', () => {
  const settingOf = useSetting(storeCases[0]!);
  const bound = (auth_req_id: string | undefined) => ({
    at_hash: 'a',
    [AUTH_REQ_ID]: auth_req_id,
    [RT_HASH]: 'r',
  });

  it('is pushed as it is where it holds the claims of a push', async () => {
    let made = '';
    const setting = await settingOf('push', {
      adapter: {
        issueTokens: ({ auth_req_id }) => {
          made = ownIdToken(bound(auth_req_id));
          return { access_token: 'at', token_type: 'Bearer', refresh_token: 'rt', id_token: made };
        },
      },
    });
    expect((await pushed(setting)).id_token).toBe(made);
  });

  it.each<[string, object]>([
    ['no at_hash', { at_hash: undefined }],
    ['no hash of its refresh token', { [RT_HASH]: undefined }],
    ['no id of the request', { [AUTH_REQ_ID]: undefined }],
    ['the id of another request', { [AUTH_REQ_ID]: 'another' }],
  ])(
    'is not pushed with %s: the transaction has failed, and its tokens are revoked',
    async (_what, wrong) => {
      const setting = await settingOf('push', {
        adapter: {
          issueTokens: ({ auth_req_id }) => ({
            access_token: 'at',
            token_type: 'Bearer',
            refresh_token: 'rt',
            id_token: ownIdToken({ ...bound(auth_req_id), ...wrong }),
          }),
        },
      });
      expect(await pushed(setting)).toEqual({ auth_req_id: expect.any(String), error: 'transaction_failed' });
      expect(setting.host.revoked.map(({ access_token }) => access_token)).toEqual(['at']);
      expectLogged(setting.host, 'id_token without the claims of a push');
    },
  );

  it('must name no request where nobody is pushed to', async () => {
    const setting = await settingOf('ping', {
      adapter: {
        issueTokens: () => ({ access_token: 'at', token_type: 'Bearer', id_token: ownIdToken({}) }),
      },
    });
    const { authReqId } = await startToldApproved(setting.host, setting.client);
    expect((await poll(setting.host, authReqId, { client: setting.client })).status).toBe(200);
  });
});
