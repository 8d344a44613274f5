import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { clientKey } from '../support/client-keys.js';
import { cnf, demanding, dpopHost } from '../support/dpop-host.js';
import { BACKCHANNEL_URL, proving, TOKEN_URL, thumbprintOf } from '../support/dpop-proofs.js';
import { otherTill, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';

const other = clientKey('ES256');
const asking = proving.bind(undefined, { claims: { htu: BACKCHANNEL_URL } });
const WRONG = { description: 'The key of the DPoP proof is not that of the authentication request.' };

describe('a request that came with a proof of a key', () => {
  it('is redeemed by that key', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host, {}, asking());
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId, proving())).body.token_type).toBe('DPoP');
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });

  it.each([
    ['another key', () => proving({ key: other })],
    ['no key', () => ({})],
  ])('is not redeemed by %s, nor used up by the attempt', async (_name, sent) => {
    const host = dpopHost();
    const { id, authReqId } = await start(host, {}, asking());
    await host.ciba.approve(id, { sub: 'alice' });
    for (let round = 0; round < 3; round += 1)
      expectRefusal(await poll(host, authReqId, sent()), [400, 'invalid_grant'], WRONG);
    expect([host.grants, host.logged]).toEqual([[], []]);
    expect((await poll(host, authReqId, proving())).body.token_type).toBe('DPoP');
  });

  it('does not tell whose key it was while it is pending', async () => {
    const host = dpopHost();
    const { authReqId } = await start(host, {}, asking());
    const res = await poll(host, authReqId, proving({ key: other }));
    expectRefusal(res, [400, 'authorization_pending'], { retryAfter: 5 });
  });

  it('is not redeemed by a process that looks at no proofs', async () => {
    const store = memoryStore();
    const host = dpopHost({ store });
    const { id, authReqId } = await start(host, {}, asking());
    await host.ciba.approve(id, { sub: 'alice' });
    expectRefusal(await poll(testHost({ store }), authReqId, proving()), [400, 'invalid_grant'], WRONG);
    expect((await poll(host, authReqId, proving())).status).toBe(200);
  });

  it('is refused where the proof is for the token endpoint, and nobody is asked', async () => {
    const host = dpopHost();
    expectRefusal(await ask(host, {}, proving({ claims: { htu: TOKEN_URL } })), [400, 'invalid_dpop_proof'], {
      description: 'htu of the DPoP proof is not the URL of the request.',
    });
    await expectNothingAsked(host);
  });

  it('is refused where the proof came before', async () => {
    const host = dpopHost();
    const sent = asking();
    expect((await ask(host, {}, sent)).status).toBe(200);
    expectRefusal(await ask(host, {}, sent), [400, 'invalid_dpop_proof'], {
      description: 'The DPoP proof was used before.',
    });
    expect(host.notified).toHaveLength(1);
  });

  it('is refused where the proof came before from another client', async () => {
    const host = dpopHost({ clients: [till, otherTill] });
    const sent = asking();
    expect((await ask(host, {}, sent)).status).toBe(200);
    expectRefusal(await ask(host, {}, { ...sent, client: otherTill }), [400, 'invalid_dpop_proof'], {
      description: 'The DPoP proof was used before.',
    });
    expect(host.notified).toHaveLength(1);
  });

  it('shows nobody the key', async () => {
    const host = dpopHost();
    const { id } = await start(host, {}, asking());
    const shown = JSON.stringify(await host.ciba.getRequest(id, { sub: 'alice' }));
    expect(shown).not.toContain(cnf.jkt);
  });
});

describe('a request without a proof', () => {
  it('is redeemed by whatever key its client proves then', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host, {}, { client: demanding });
    await host.ciba.approve(id, { sub: 'alice' });
    const res = await poll(host, authReqId, { client: demanding, ...proving({ key: other }) });
    expect(res.status).toBe(200);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([{ jkt: thumbprintOf(other) }]);
  });
});
