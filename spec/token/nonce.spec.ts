import { describe, expect, it } from '@jest/globals';
import { testHost } from '../support/host.js';
import { verified } from '../support/http-keys.js';
import { poll, start } from '../support/http-requests.js';

describe('a nonce', () => {
  it('is no parameter of CIBA: it is ignored wherever it is sent, and the ID token has none', async () => {
    const host = testHost();
    const { authReqId, id } = await start(host, { nonce: 'n-0S6_WzA2Mj' });
    await host.ciba.approve(id, { sub: 'alice', nonce: 'n-0S6_WzA2Mj' } as never);
    const { status, body } = await poll(host, authReqId, { fields: { nonce: 'n-0S6_WzA2Mj' } });
    expect(status).toBe(200);
    const { payload } = await verified(host.ciba, body.id_token);
    expect(payload.sub).toBe('alice');
    expect(payload).not.toHaveProperty('nonce');
  });
});
