import { describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { cnf, demanding, dpopHost } from '../support/dpop-host.js';
import { BACKCHANNEL_URL, proving } from '../support/dpop-proofs.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll, start, startApproved } from '../support/http-requests.js';
import { requestObject, signerOf } from '../support/signed-request.js';

const nonceKey = Buffer.alloc(32, 5);
const NEEDED = { description: 'The DPoP proof needs a nonce of this server.' };
const nonceOf = ({ headers }: Response): string => String(headers['dpop-nonce']);
const hostWithNonces = (options = {}) => dpopHost({ dpop: { nonceKey }, ...options });

describe('where proofs need a nonce', () => {
  it('one without is told which to take, and one with it gets tokens at once', async () => {
    const host = hostWithNonces();
    const { authReqId } = await startApproved(host);
    const refused = await poll(host, authReqId, proving());
    expectRefusal(refused, [400, 'use_dpop_nonce'], NEEDED);
    expect(nonceOf(refused)).toMatch(/^[\w-]{22}$/);
    const { status, body, headers } = await poll(
      host,
      authReqId,
      proving({ claims: { nonce: nonceOf(refused) } }),
    );
    expect([status, body.token_type]).toEqual([200, 'DPoP']);
    expect(headers['dpop-nonce']).toMatch(/^[\w-]{22}$/);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });

  it('asking for one is no poll', async () => {
    const host = hostWithNonces();
    const { authReqId } = await start(host);
    let nonce = '';
    for (let round = 0; round < 3; round += 1) {
      const refused = await poll(host, authReqId, proving());
      expectRefusal(refused, [400, 'use_dpop_nonce'], NEEDED);
      nonce = nonceOf(refused);
    }
    const pending = await poll(host, authReqId, proving({ claims: { nonce } }));
    expectRefusal(pending, [400, 'authorization_pending'], { retryAfter: 5 });
    expect(nonceOf(pending)).toMatch(/^[\w-]{22}$/);
  });

  it.each(['', 'stale', 'A'.repeat(22)])('the nonce %p is none', async (nonce) => {
    const host = hostWithNonces();
    const { authReqId } = await startApproved(host);
    expectRefusal(
      await poll(host, authReqId, proving({ claims: { nonce } })),
      [400, 'use_dpop_nonce'],
      NEEDED,
    );
  });

  it('a proof by a wrong clock will do', async () => {
    const host = hostWithNonces();
    const { authReqId } = await startApproved(host);
    const nonce = nonceOf(await poll(host, authReqId, proving()));
    const claims = { nonce, iat: 1_000_000_000 };
    expect((await poll(host, authReqId, proving({ claims }))).status).toBe(200);
  });

  it('a proof is taken once all the same', async () => {
    const host = hostWithNonces();
    const { authReqId } = await start(host);
    const nonce = nonceOf(await poll(host, authReqId, proving()));
    const sent = proving({ claims: { nonce } });
    await poll(host, authReqId, sent);
    const replayed = await poll(host, authReqId, sent);
    expectRefusal(replayed, [400, 'invalid_dpop_proof'], { description: 'The DPoP proof was used before.' });
    expect(nonceOf(replayed)).toMatch(/^[\w-]{22}$/);
  });

  it('a nonce of another process with the same key is fresh, and one of another key is not', async () => {
    const host = hostWithNonces();
    const { authReqId } = await startApproved(host);
    const nonceAt = async (key: Buffer | string) =>
      nonceOf(await poll(dpopHost({ dpop: { nonceKey: key } }), 'no-id', proving()));
    const foreign = await nonceAt(Buffer.alloc(32, 6));
    expectRefusal(
      await poll(host, authReqId, proving({ claims: { nonce: foreign } })),
      [400, 'use_dpop_nonce'],
      NEEDED,
    );
    const nonce = await nonceAt(nonceKey.toString('base64url'));
    expect((await poll(host, authReqId, proving({ claims: { nonce } }))).status).toBe(200);
  });

  it('who must prove a key and does not is handed one too', async () => {
    const host = hostWithNonces();
    const { authReqId } = await start(host, {}, { client: demanding });
    const refused = await poll(host, authReqId, { client: demanding });
    expectRefusal(refused, [400, 'invalid_dpop_proof'], {
      description: 'A DPoP proof is required: the tokens are bound to its key.',
    });
    const sent = { client: demanding, ...proving({ claims: { nonce: nonceOf(refused) } }) };
    expectRefusal(await poll(host, authReqId, sent), [400, 'authorization_pending'], { retryAfter: 5 });
  });

  it('who proves nothing is handed none', async () => {
    const host = hostWithNonces();
    const { authReqId } = await startApproved(host);
    const { status, headers } = await poll(host, authReqId);
    expect([status, headers['dpop-nonce']]).toEqual([200, undefined]);
    expect((await ask(host)).headers).not.toHaveProperty('dpop-nonce');
  });

  it('every answer to a proof hands one out, whatever else is wrong', async () => {
    const host = hostWithNonces();
    const client = { ...demanding, client_secret: 'wrong' };
    for (const res of [
      await poll(host, 'no-id', { client, ...proving() }),
      await poll(host, 'no-id', { headers: { DPoP: 'no proof' } }),
      await ask(host, { scope: undefined }, { headers: { DPoP: 'no proof' } }),
    ]) {
      expect(res.status).toBeGreaterThanOrEqual(400);
      expect(nonceOf(res)).toMatch(/^[\w-]{22}$/);
    }
  });

  it('it is so at the backchannel endpoint', async () => {
    const host = hostWithNonces();
    const claims = { htu: BACKCHANNEL_URL };
    const refused = await ask(host, {}, proving({ claims }));
    expectRefusal(refused, [400, 'use_dpop_nonce'], NEEDED);
    expect(host.notified).toEqual([]);
    const { status, headers } = await ask(
      host,
      {},
      proving({ claims: { ...claims, nonce: nonceOf(refused) } }),
    );
    expect([status, headers['dpop-nonce']]).toEqual([200, expect.stringMatching(/^[\w-]{22}$/)]);
  });

  it('a signed request that is told to take one is not spent', async () => {
    const signer = signerOf('ES256');
    const host = hostWithNonces({ clients: [signer.client] });
    const request = requestObject(signer);
    const asked = (nonce?: string) =>
      ask(
        host,
        { scope: undefined, login_hint: undefined, request },
        { client: signer.client, ...proving({ claims: { htu: BACKCHANNEL_URL, nonce } }) },
      );
    const refused = await asked();
    expectRefusal(refused, [400, 'use_dpop_nonce'], NEEDED);
    expect((await asked(nonceOf(refused))).status).toBe(200);
  });
});
