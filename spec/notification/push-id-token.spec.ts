import { describe, expect, it } from '@jest/globals';
import type { TestHostOptions } from '../support/host.js';
import { jwks, verified } from '../support/http-keys.js';
import { poll } from '../support/http-requests.js';
import { startToldApproved } from '../support/receiver-host.js';
import { AUTH_REQ_ID, pushed, RT_HASH } from '../support/receiver-pushed.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

/** CIBA Core 1.0 §10.3.1, verified by hand: left half of SHA-256, base64url. */
const ACCESS = { token: 'G5kXH2wHvUra0sHlDy1iTkDJgsgUO1bN', hash: 'Wt0kVFXMacqvnHeyU0001w' };
const REFRESH = { token: '4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-8gFPfA2Kx16', hash: 'sHahCuSpXCRg5mkDDvvr4w' };

/** Tokens as a host mints them. */
function minting(more: object = {}): TestHostOptions {
  const tokens = { access_token: ACCESS.token, token_type: 'Bearer', ...more };
  return { adapter: { issueTokens: () => tokens }, idToken: { keys: [jwks.RS256] } };
}

describe.each(storeCases)('the ID token of a push, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('holds the hashes of both tokens and the id of the request, verbatim', async () => {
    const setting = await settingOf('push', minting({ refresh_token: REFRESH.token }));
    const { id_token = '', auth_req_id, refresh_token } = await pushed(setting);
    expect(refresh_token).toBe(REFRESH.token);
    const { payload, protectedHeader } = await verified(setting.host.ciba, id_token, 'push-till');
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: 'key-RS256', typ: 'JWT' });
    expect(payload).toEqual({
      iss: 'https://as.example.com',
      sub: 'alice',
      aud: 'push-till',
      iat: expect.any(Number),
      exp: expect.any(Number),
      auth_time: Math.floor(Date.UTC(2026, 0, 1, 12) / 1000),
      at_hash: ACCESS.hash,
      [AUTH_REQ_ID]: auth_req_id,
      [RT_HASH]: REFRESH.hash,
    });
  });

  it('holds no hash of a refresh token that is not there', async () => {
    const setting = await settingOf('push', minting());
    const { id_token = '', auth_req_id } = await pushed(setting);
    const { payload } = await verified(setting.host.ciba, id_token, 'push-till');
    expect(payload).toMatchObject({ at_hash: ACCESS.hash, [AUTH_REQ_ID]: auth_req_id });
    expect(payload).not.toHaveProperty([RT_HASH]);
  });

  it('is another one after a ping: without the claims of a push', async () => {
    const setting = await settingOf('ping', minting({ refresh_token: REFRESH.token }));
    const { authReqId } = await startToldApproved(setting.host, setting.client);
    const { body } = await poll(setting.host, authReqId, { client: setting.client });
    const { payload } = await verified(setting.host.ciba, body.id_token, 'ping-till');
    expect(payload.at_hash).toBe(ACCESS.hash);
    expect(Object.keys(payload).filter((name) => name.startsWith('urn:'))).toEqual([]);
  });
});
