import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express, { type Request, type Response } from 'express';
import supertest from 'supertest';
import { isCibaError } from '../../lib/errors.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { cnf, demanding, dpopHost } from '../support/dpop-host.js';
import { proofOf, proving } from '../support/dpop-proofs.js';
import type { TestHostOptions } from '../support/host.js';
import { type FormPost, post } from '../support/http-requests.js';

const RESOURCE = 'https://as.example.com/accounts';
const nonceKey = Buffer.alloc(32, 5);
const token = 'the-access-token';
const ath = createHash('sha256').update(token).digest('base64url');

/** A host with a grant and a resource of its own. */
function ownHost(options: TestHostOptions = {}) {
  const host = dpopHost(options);
  const app = express();
  const answering =
    (answer: (req: Request) => Promise<object>) =>
    async (req: Request, res: Response): Promise<void> => {
      const nonce = host.ciba.dpopNonce();
      if (nonce !== undefined) res.set('DPoP-Nonce', nonce);
      try {
        res.json(await answer(req));
      } catch (error) {
        if (!isCibaError(error)) return void res.status(599).json({ error: String(error) });
        res.status(error.status ?? 999).json({ error: error.error, error_description: error.description });
      }
    };
  const accounts = answering(async (req) => {
    const [, accessToken] = /^DPoP (.+)$/i.exec(req.get('authorization') ?? '') ?? [];
    return host.ciba.verifyProof(req, { url: RESOURCE, ...(accessToken && { accessToken }) });
  });
  app.post('/token', (req, res, next) => {
    const grant = answering(async (form) => {
      const { client, ...more } = await host.ciba.authenticateClient(form);
      return { client: client.client_id, ...more };
    });
    grant(req, res).catch(next);
  });
  app.all('/accounts', (req, res, next) => void accounts(req, res).catch(next));
  return { ...host, app };
}

function refresh(host: Pick<ReturnType<typeof ownHost>, 'app'>, sent: FormPost) {
  return post(host, '/token', { ...sent, fields: { grant_type: 'refresh_token' } });
}

describe('authenticateClient in a grant of the host’s own', () => {
  it('tells the key that a client proves', async () => {
    const { status, body } = await refresh(ownHost(), proving());
    expect([status, body]).toEqual([200, { client: 'till', cnf }]);
  });

  it('tells none where a client proves and demands none', async () => {
    expect((await refresh(ownHost(), {})).body).toEqual({ client: 'till' });
  });

  it.each<[string, FormPost, string]>([
    [
      'no proof where one is demanded',
      { client: demanding },
      'A DPoP proof is required: the tokens are bound to its key.',
    ],
    [
      'a proof for another URL',
      proving({ claims: { htu: RESOURCE } }),
      'htu of the DPoP proof is not the URL of the request.',
    ],
    [
      'two proofs',
      { headers: { DPoP: `${proofOf()}, ${proofOf()}` } },
      'The DPoP header is not one signed JWT.',
    ],
  ])('refuses %s', async (_name, sent, error_description) => {
    const { status, body } = await refresh(ownHost(), sent);
    expect([status, body]).toEqual([400, { error: 'invalid_dpop_proof', error_description }]);
  });

  it('takes each proof once', async () => {
    const host = ownHost();
    const sent = proving();
    expect((await refresh(host, sent)).status).toBe(200);
    expect((await refresh(host, sent)).body.error).toBe('invalid_dpop_proof');
  });

  it('asks for a nonce where they are needed, which the host hands out', async () => {
    const host = ownHost({ dpop: { nonceKey } });
    const refused = await refresh(host, proving());
    expect([refused.status, refused.body.error]).toEqual([400, 'use_dpop_nonce']);
    const nonce = refused.headers['dpop-nonce'];
    expect((await refresh(host, proving({ claims: { nonce } }))).body).toEqual({ client: 'till', cnf });
  });

  it('looks at no proof where dpop is off', async () => {
    const host = ownHost({ dpop: false });
    expect(host.ciba.dpopNonce()).toBeUndefined();
    expect((await refresh(host, { headers: { DPoP: 'x' } })).body).toEqual({ client: 'till' });
  });

  it('refuses a client that demands bound tokens where dpop is off', async () => {
    const { status, body } = await refresh(ownHost({ dpop: false }), { client: demanding, ...proving() });
    expect([status, body]).toEqual([
      400,
      {
        error: 'unauthorized_client',
        error_description: 'The client demands bound tokens, which are not offered.',
      },
    ]);
  });
});

describe('verifyProof at a resource of the host’s own', () => {
  const get = (
    host: ReturnType<typeof ownHost>,
    proof: string | undefined,
    authorization = `DPoP ${token}`,
  ) =>
    supertest(host.app)
      .get('/accounts')
      .set({
        ...(authorization && { Authorization: authorization }),
        ...(proof !== undefined && { DPoP: proof }),
      });
  const good = { htm: 'GET', htu: RESOURCE, ath };

  it('tells the key', async () => {
    const { status, body } = await get(ownHost(), proofOf({ claims: good }));
    expect([status, body]).toEqual([200, cnf]);
  });

  it('judges by the method of the request', async () => {
    const res = await supertest(ownHost().app)
      .put('/accounts')
      .set({ Authorization: `DPoP ${token}`, DPoP: proofOf({ claims: { ...good, htm: 'PUT' } }) });
    expect([res.status, res.body]).toEqual([200, cnf]);
  });

  it.each<[string, string | undefined, string]>([
    ['no proof', undefined, 'A DPoP proof is required.'],
    [
      'the proof of another token',
      proofOf({ claims: { ...good, ath: 'x' } }),
      'ath of the DPoP proof is not the hash of the access token.',
    ],
    [
      'a proof that is not for a token',
      proofOf({ claims: { ...good, ath: undefined } }),
      'ath of the DPoP proof is not the hash of the access token.',
    ],
    [
      'another method',
      proofOf({ claims: { ...good, htm: 'POST' } }),
      'htm of the DPoP proof is not the method of the request.',
    ],
    [
      'another URL',
      proofOf({ claims: { ...good, htu: `${RESOURCE}/1` } }),
      'htu of the DPoP proof is not the URL of the request.',
    ],
  ])('refuses %s: 401', async (_name, proof, error_description) => {
    const { status, body } = await get(ownHost(), proof);
    expect([status, body]).toEqual([401, { error: 'invalid_dpop_proof', error_description }]);
  });

  it('takes each proof once', async () => {
    const host = ownHost();
    const proof = proofOf({ claims: good });
    expect((await get(host, proof)).status).toBe(200);
    expect((await get(host, proof)).body.error_description).toBe('The DPoP proof was used before.');
  });

  it('refuses with 400 where there is no access token', async () => {
    const { status } = await get(ownHost(), proofOf({ claims: { ...good, htm: 'POST' } }), '');
    expect(status).toBe(400);
    expect((await get(ownHost(), proofOf({ claims: { ...good, ath: undefined } }), '')).body).toEqual(cnf);
  });

  it('asks for a nonce where they are needed', async () => {
    const host = ownHost({ dpop: { nonceKey } });
    const refused = await get(host, proofOf({ claims: good }));
    expect([refused.status, refused.body.error]).toEqual([401, 'use_dpop_nonce']);
    const nonce = refused.headers['dpop-nonce'];
    expect((await get(host, proofOf({ claims: { ...good, nonce } }))).body).toEqual(cnf);
  });

  it('says 503 where its proof cannot be spent', async () => {
    const store = { ...memoryStore(), useOnce: () => Promise.reject(new Error('down')) };
    const { status, body } = await get(ownHost({ store }), proofOf({ claims: good }));
    expect([status, body.error]).toEqual([503, 'temporarily_unavailable']);
  });

  it('is a fault where dpop is off', async () => {
    const { status, body } = await get(ownHost({ dpop: false }), proofOf({ claims: good }));
    expect([status, body.error]).toEqual([
      599,
      'ConfigurationError: verifyProof() needs the option dpop (ERR_CIBA_DPOP)',
    ]);
  });
});
