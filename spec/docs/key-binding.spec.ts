import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import express, { type Express } from 'express';
import supertest from 'supertest';
import ts from 'typescript';
import type { CibaGrant } from '../../lib/adapter.js';
import type { Ciba } from '../../lib/ciba.js';
import { clientKey } from '../support/client-keys.ts';
import { cnf, dpopHost } from '../support/dpop-host.ts';
import { type ProofWish, proofOf } from '../support/dpop-proofs.ts';

const TOKEN = 'the-access-token';
const good = {
  htm: 'GET',
  htu: 'https://as.example.com/accounts',
  ath: createHash('sha256').update(TOKEN).digest('base64url'),
};

/** Runs the resource of docs/key-binding.md, word for word, over tokens of which one is bound. */
function resource(dpop: true | { nonceKey: Buffer } = true): Express {
  const text = readFileSync(`${__dirname}/../../docs/key-binding.md`, 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith('Your resources\n')) ?? '';
  const code = /^```ts\n([\s\S]*?)^```/m.exec(section)?.[1] ?? '';
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  const app = express();
  const tokens = new Map<string, { sub: string; cnf?: CibaGrant['cnf'] }>([
    [TOKEN, { sub: 'alice', cnf }],
    ['unbound', { sub: 'bob' }],
  ]);
  const ciba: Ciba = dpopHost({ dpop }).ciba;
  const library = (): unknown => jest.requireActual('../../lib/index.js');
  new Function('exports', 'require', 'app', 'ciba', 'tokens', outputText)({}, library, app, ciba, tokens);
  return app;
}

const get = (app: Express, authorization: string, wish?: ProofWish) =>
  supertest(app)
    .get('/accounts')
    .set({
      Authorization: authorization,
      ...(wish && { DPoP: proofOf({ ...wish, claims: { ...good, ...wish.claims } }) }),
    });

describe('the resource of the docs', () => {
  it('takes a bound token with a proof of its key, and an unbound one without', async () => {
    const bound = await get(resource(), `DPoP ${TOKEN}`, {});
    expect([bound.status, bound.body.sub]).toEqual([200, 'alice']);
    const unbound = await get(resource(), 'Bearer unbound');
    expect([unbound.status, unbound.body.sub]).toEqual([200, 'bob']);
  });

  it.each<[string, string, ProofWish | undefined, string]>([
    ['a bound token as Bearer', `Bearer ${TOKEN}`, undefined, 'invalid_token'],
    ['a bound token as Bearer beside its proof', `Bearer ${TOKEN}`, {}, 'invalid_token'],
    ['an unbound token as DPoP', 'DPoP unbound', {}, 'invalid_token'],
    ['a bound token without a proof', `DPoP ${TOKEN}`, undefined, 'invalid_dpop_proof'],
    ['the proof of another key', `DPoP ${TOKEN}`, { key: clientKey('ES256') }, 'invalid_token'],
    ['the proof of another token', `DPoP ${TOKEN}`, { claims: { ath: 'x' } }, 'invalid_dpop_proof'],
    ['an unknown token', 'DPoP x', {}, 'invalid_token'],
    ['no token', '', {}, 'invalid_token'],
  ])('refuses %s', async (_name, authorization, wish, error) => {
    const { status, headers } = await get(resource(), authorization, wish);
    const challenge = `DPoP error="${error}", algs="ES256 PS256 EdDSA"`;
    expect([status, headers['www-authenticate']]).toEqual([401, challenge]);
  });

  it('hands out a nonce where they are needed', async () => {
    const app = resource({ nonceKey: Buffer.alloc(32, 3) });
    const { status, headers } = await get(app, `DPoP ${TOKEN}`, {});
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      'DPoP error="use_dpop_nonce", algs="ES256 PS256 EdDSA"',
    ]);
    const nonce = headers['dpop-nonce'];
    expect((await get(app, `DPoP ${TOKEN}`, { claims: { nonce } })).status).toBe(200);
  });
});
