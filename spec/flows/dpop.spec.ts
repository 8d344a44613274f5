import { describe, expect, it } from '@jest/globals';
import type { CibaStore } from '../../lib/request/store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { clientKey } from '../support/client-keys.js';
import { cnf, type DpopHost, demanding, dpopHost } from '../support/dpop-host.js';
import {
  BACKCHANNEL_URL,
  type ProofWish,
  proofKey,
  proofOf,
  proving,
  publicJwk,
  TOKEN_URL,
  thumbprintOf,
} from '../support/dpop-proofs.js';
import { testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll, start, startApproved } from '../support/http-requests.js';

const now = (): number => Math.floor(Date.now() / 1000);
const REQUIRED = { description: 'A DPoP proof is required: the tokens are bound to its key.' };
const FORM = { description: 'The DPoP header is not one signed JWT.' };

/** A header that is no good proof for the token endpoint, and what is said of it. */
const bad: readonly (readonly [string, string, () => string | readonly string[]])[] = [
  [
    'another method',
    'htm of the DPoP proof is not the method of the request.',
    made({ claims: { htm: 'GET' } }),
  ],
  [
    'the URL of the other endpoint',
    'htu of the DPoP proof is not the URL of the request.',
    made({ claims: { htu: BACKCHANNEL_URL } }),
  ],
  [
    'the URL of another server',
    'htu of the DPoP proof is not the URL of the request.',
    made({ claims: { htu: 'https://evil.example.com/token' } }),
  ],
  [
    'the signature of another key',
    'The DPoP proof is not signed by its key.',
    made({ signedBy: clientKey('ES256').privateKey }),
  ],
  [
    'a time long ago',
    'The DPoP proof is too old, or of the future.',
    () => proofOf({ claims: { iat: now() - 90 } }),
  ],
  [
    'a time to come',
    'The DPoP proof is too old, or of the future.',
    () => proofOf({ claims: { iat: now() + 30 } }),
  ],
  ['alg none', 'alg of the DPoP proof is not supported.', made({ header: { alg: 'none' }, alg: 'none' })],
  [
    'alg HS256',
    'alg of the DPoP proof is not supported.',
    made({ header: { alg: 'HS256' }, signedBy: 'secret', alg: 'HS256' }),
  ],
  [
    'a private key',
    'jwk of the DPoP proof must be one public key.',
    made({ header: { jwk: { ...publicJwk(proofKey), ...proofKey.privateKey.export({ format: 'jwk' }) } } }),
  ],
  ['no key', 'jwk of the DPoP proof must be one public key.', made({ header: { jwk: undefined } })],
  ['another type', 'typ of the DPoP proof must be dpop+jwt.', made({ header: { typ: 'JWT' } })],
  [
    'no jti',
    'jti of the DPoP proof must be text of 1 to 256 characters.',
    made({ claims: { jti: undefined } }),
  ],
  ['two headers', FORM.description, () => [proofOf(), proofOf()]],
  ['two proofs in a header', FORM.description, () => `${proofOf()}, ${proofOf()}`],
  ['a header too large', FORM.description, made({ claims: { long: 'x'.repeat(7000) } })],
  ['an empty header', FORM.description, () => ''],
  ['a header that is no JWT', FORM.description, () => 'proof'],
];

function made(wish: ProofWish): () => string {
  return () => proofOf(wish);
}

const sending = (header: string | readonly string[]) => ({ headers: { DPoP: header as string } });

describe('a client that proves a key with its poll', () => {
  it('has its tokens bound to that key', async () => {
    const host = dpopHost();
    const { authReqId } = await startApproved(host);
    const { status, body, headers } = await poll(host, authReqId, proving());
    expect([status, body.access_token, body.token_type]).toEqual([200, 'at-1', 'DPoP']);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
    expect(headers).not.toHaveProperty('dpop-nonce');
  });

  it.each(['PS256', 'EdDSA'])('may prove a key of %s', async (alg) => {
    const host = dpopHost();
    const key = clientKey(alg);
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId, proving({ key }))).status).toBe(200);
    expect(host.grants[0]?.cnf?.jkt).toHaveLength(43);
    if (alg === 'EdDSA') expect(host.grants[0]?.cnf?.jkt).toBe(thumbprintOf(key));
  });

  it('makes a new proof for each poll', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host);
    const first = proving();
    expectRefusal(await poll(host, authReqId, first), [400, 'authorization_pending'], { retryAfter: 5 });
    await host.ciba.approve(id, { sub: 'alice' });
    expectRefusal(await poll(host, authReqId, first), [400, 'invalid_dpop_proof'], {
      description: 'The DPoP proof was used before.',
    });
    expect((await poll(host, authReqId, proving())).status).toBe(200);
  });

  it('may have another key with each poll, as long as it proved none before', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host);
    expect((await poll(host, authReqId, proving({ key: clientKey('ES256') }))).status).toBe(400);
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId, proving())).status).toBe(200);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });

  it('gets a token response of type DPoP in any case, and no other: a fault of the host', async () => {
    const types = ['Bearer', 'dpop'];
    const issueTokens = () => ({ access_token: 'at', token_type: types.shift() ?? '' });
    const host = dpopHost({ adapter: { issueTokens } });
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId, proving()), [500, 'server_error']);
    expect(host.logged.map(([fault]) => String(fault))).toEqual([
      'MintFault: issueTokens must return the token_type DPoP where cnf has jkt',
    ]);
    expect((await poll(host, authReqId, proving())).body.token_type).toBe('dpop');
  });

  it('is refused before its proof is looked at where it is not the client it says', async () => {
    const client = { ...till, client_secret: 'wrong' };
    expectRefusal(await poll(dpopHost(), 'no-id', { ...proving(), client }), [401, 'invalid_client']);
  });
});

describe.each(bad)('a proof with %s', (_name, description, header) => {
  it('is refused, is no poll, and uses nothing up', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host);
    for (let round = 0; round < 3; round += 1)
      expectRefusal(await poll(host, authReqId, sending(header())), [400, 'invalid_dpop_proof'], {
        description,
      });
    expectRefusal(await poll(host, authReqId, proving()), [400, 'authorization_pending'], { retryAfter: 5 });
    await host.ciba.approve(id, { sub: 'alice' });
    expectRefusal(await poll(host, authReqId, sending(header())), [400, 'invalid_dpop_proof'], {
      description,
    });
    expect(host.grants).toEqual([]);
    expect((await poll(host, authReqId, proving())).body.token_type).toBe('DPoP');
    expect(host.logged).toEqual([]);
  });
});

describe('a client that demands bound tokens', () => {
  it('gets none without a proof, and nothing is spent', async () => {
    const host = dpopHost();
    const { id, authReqId } = await start(host, {}, { client: demanding });
    for (let round = 0; round < 3; round += 1)
      expectRefusal(
        await poll(host, authReqId, { client: demanding }),
        [400, 'invalid_dpop_proof'],
        REQUIRED,
      );
    await host.ciba.approve(id, { sub: 'alice' });
    expectRefusal(await poll(host, authReqId, { client: demanding }), [400, 'invalid_dpop_proof'], REQUIRED);
    expect(host.grants).toEqual([]);
    const { status, body } = await poll(host, authReqId, { client: demanding, ...proving() });
    expect([status, body.token_type]).toEqual([200, 'DPoP']);
    expect(host.grants.map((grant) => grant.cnf)).toEqual([cnf]);
  });

  it('needs no proof to ask, where it fetches its tokens itself', async () => {
    expect((await ask(dpopHost(), {}, { client: demanding })).status).toBe(200);
  });

  it('is refused at once where no proof is looked at', async () => {
    const host = dpopHost({ dpop: false });
    const description = 'The client demands bound tokens, which are not offered.';
    const sent = { client: demanding, ...proving({ claims: { htu: BACKCHANNEL_URL } }) };
    expectRefusal(await ask(host, {}, sent), [400, 'unauthorized_client'], { description });
    expectRefusal(
      await poll(host, 'no-id', { client: demanding, ...proving() }),
      [400, 'unauthorized_client'],
      {
        description,
      },
    );
    await expectNothingAsked(host);
  });
});

describe('a client that demands nothing', () => {
  it('gets tokens that are bound to nothing where it proves nothing', async () => {
    const host = dpopHost();
    const { authReqId } = await startApproved(host);
    const { body } = await poll(host, authReqId);
    expect([body.token_type, 'cnf' in (host.grants[0] ?? {})]).toEqual(['Bearer', false]);
  });

  it.each([undefined, false])('is not listened to where dpop is %p', async (dpop) => {
    const host = testHost({ ...(dpop !== undefined && { dpop }) });
    const { id, authReqId } = await start(host, {}, sending('no proof at all'));
    await host.ciba.approve(id, { sub: 'alice' });
    const { status, body, headers } = await poll(host, authReqId, sending('no proof at all'));
    expect([status, body.token_type, headers['dpop-nonce']]).toEqual([200, 'Bearer', undefined]);
  });
});

describe('the URL of a proof', () => {
  it('is the published one, or its alias where certificates are asked for', async () => {
    const mtls = 'https://mtls.example.com/token';
    const host = dpopHost({ mountPath: '', mtlsEndpoints: { token: mtls } });
    for (const htu of [mtls, TOKEN_URL, `${TOKEN_URL}?x=1`]) {
      const { authReqId } = await startApproved(host);
      expect((await poll(host, authReqId, proving({ claims: { htu } }))).status).toBe(200);
    }
  });

  it('is not that of the request, whatever its Host says', async () => {
    const host = dpopHost();
    const { authReqId } = await startApproved(host);
    const { headers } = proving({ claims: { htu: 'https://evil.example.com/token' } });
    const res = await poll(host, authReqId, { headers: { ...headers, Host: 'evil.example.com' } });
    expectRefusal(res, [400, 'invalid_dpop_proof'], {
      description: 'htu of the DPoP proof is not the URL of the request.',
    });
  });
});

describe('proofs', () => {
  it('are not taken where they cannot be spent: 503, and nothing is used up', async () => {
    const kept = memoryStore();
    let down = true;
    const useOnce: CibaStore['useOnce'] = (used) =>
      down ? Promise.reject(new Error('down')) : kept.useOnce(used);
    const host = dpopHost({ store: { ...kept, useOnce } });
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId, proving()), [503, 'temporarily_unavailable'], {
      retryAfter: 5,
    });
    down = false;
    expect((await poll(host, authReqId, proving())).status).toBe(200);
  });

  it('are taken once by whichever process they reach first', async () => {
    const host: DpopHost = dpopHost();
    const { authReqId } = await startApproved(host);
    const sent = proving();
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await poll(host, authReqId, sent)).body.error),
    );
    expect(statuses.filter((error) => error === 'invalid_dpop_proof')).toHaveLength(3);
    expect(host.grants).toHaveLength(1);
  });
});
