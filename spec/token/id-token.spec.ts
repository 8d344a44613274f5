import { tokenHash } from '../../lib/jwt/token-hash.js';
import { type TestHost, testHost, till } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { jwks, verified } from '../support/http-keys.js';
import { poll, start, startApproved } from '../support/http-requests.js';

async function idTokenOf(host: TestHost, approval: object = {}): Promise<string> {
  const { authReqId, id } = await start(host);
  await host.ciba.approve(id, { sub: 'alice', ...approval });
  const { status, body } = await poll(host, authReqId);
  expect(status).toBe(200);
  return body.id_token;
}

type Alg = keyof typeof jwks;
const algs = Object.keys(jwks) as Alg[];

describe('the ID token', () => {
  it.each(algs)('signed with %s verifies against the published keys', async (alg) => {
    const host = testHost({ idToken: { keys: [jwks[alg]] } });
    const before = Math.floor(Date.now() / 1000);
    const { payload, protectedHeader } = await verified(host.ciba, await idTokenOf(host));
    expect(protectedHeader).toEqual({ alg, kid: `key-${alg}`, typ: 'JWT' });
    expect(payload).toEqual({
      iss: 'https://as.example.com',
      sub: 'alice',
      aud: 'till',
      iat: expect.any(Number),
      exp: expect.any(Number),
      auth_time: expect.any(Number),
      at_hash: tokenHash('access-1', alg),
    });
    expect(payload.iat).toBeGreaterThanOrEqual(before);
    expect(payload.iat).toBeLessThanOrEqual(Date.now() / 1000);
    expect(payload.exp).toBe((payload.iat ?? 0) + 3600);
  });

  it('says how and when the user authenticated, where the approval says it', async () => {
    const host = testHost();
    const authentication = { acr: 'urn:high', amr: ['face', 'pin'], auth_time: 1_700_000_000 };
    const { payload } = await verified(host.ciba, await idTokenOf(host, authentication));
    expect(payload).toMatchObject(authentication);
  });

  it('has the time of the decision for auth_time, not of the redemption', async () => {
    const host = testHost();
    const { authReqId, id } = await start(host);
    host.clock.advance(20_000);
    const decidedAt = host.clock.now();
    await host.ciba.approve(id, { sub: 'alice' });
    host.clock.advance(60_000);
    const { body } = await poll(host, authReqId);
    const { payload } = await verified(host.ciba, body.id_token);
    expect(payload.auth_time).toBe(Math.floor(decidedAt / 1000));
  });

  it('lives as long as idToken.expiresIn says', async () => {
    const host = testHost({ idToken: { keys: [jwks.ES256], expiresIn: 60 } });
    const { payload } = await verified(host.ciba, await idTokenOf(host));
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  });

  it('is for the client that asked', async () => {
    const client = { ...till, client_id: 'kiosk' };
    const host = testHost({ clients: [client] });
    const { authReqId } = await startAs(host, client);
    const { body } = await poll(host, authReqId, { client });
    await expect(verified(host.ciba, body.id_token, 'till')).rejects.toThrow('aud');
    expect((await verified(host.ciba, body.id_token, 'kiosk')).payload.aud).toBe('kiosk');
  });

  it('has no claim of push mode', async () => {
    const host = testHost();
    const { payload } = await verified(host.ciba, await idTokenOf(host));
    expect(Object.keys(payload).filter((claim) => claim.startsWith('urn:'))).toEqual([]);
  });
});

describe('the key that signs', () => {
  const all = { idToken: { keys: [jwks.ES256, jwks.RS256, jwks.PS256, jwks.EdDSA] } };

  it('is the first', async () => {
    const host = testHost(all);
    const { protectedHeader } = await verified(host.ciba, await idTokenOf(host));
    expect(protectedHeader.kid).toBe('key-ES256');
  });

  it.each(algs)('is the first of the algorithm that the client registered: %s', async (alg) => {
    const host = testHost({ ...all, clients: [{ ...till, id_token_signed_response_alg: alg }] });
    const { protectedHeader } = await verified(host.ciba, await idTokenOf(host));
    expect(protectedHeader).toEqual({ alg, kid: `key-${alg}`, typ: 'JWT' });
  });

  it.each([
    ['there are no keys', { idToken: { keys: [] } }],
    ['there is no option idToken', { idToken: undefined as never }],
    [
      'none fits the client',
      { idToken: { keys: [jwks.ES256] }, clients: [{ ...till, id_token_signed_response_alg: 'RS256' }] },
    ],
    [
      'the client registered none',
      { idToken: { keys: [jwks.ES256] }, clients: [{ ...till, id_token_signed_response_alg: 'none' }] },
    ],
  ])('is missing where %s: 500, logged, and the approval is given back', async (_name, options) => {
    const host = testHost(options);
    const { authReqId } = await startApproved(host);
    for (let round = 0; round < 2; round++) {
      const res = await poll(host, authReqId);
      expectRefusal(res, [500, 'server_error']);
      expectLogged(host, 'no id_token', res);
    }
    expect(host.logged.filter(([error]) => error instanceof Error)).toHaveLength(2);
  });

  it.each([[{ idToken: { keys: [] } }], [{ idToken: undefined }], [{}]])(
    'is warned of at start-up where there is none: %j',
    (options) => {
      const { logged } = testHost(options as object);
      const warning = 'express-ciba: idToken.keys is empty, so issueTokens must return an id_token itself';
      expect(logged).toEqual('idToken' in options ? [[warning]] : []);
    },
  );
});

async function startAs(host: TestHost, client: typeof till) {
  const started = await start(host, {}, { client });
  await host.ciba.approve(started.id, { sub: 'alice' });
  return started;
}
