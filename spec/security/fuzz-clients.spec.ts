import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyClaims, anyHeader, spoiling } from '../support/client-arbitraries.ts';
import { proofOf } from '../support/dpop-proofs.ts';
import { expectKept } from '../support/fuzz-answers.ts';
import { anyForm, headerSafe, idText } from '../support/fuzz-arbitraries.ts';
import { type FuzzHost, fuzzHost } from '../support/fuzz-host.ts';
import { LONG, runs } from '../support/fuzz-runs.ts';
import { DESCRIPTION } from '../support/http-answers.js';

let host: FuzzHost;
beforeAll(async () => {
  host = await fuzzHost();
});
afterAll(() => host.close());

describe('whatever comes to a grant of the host', () => {
  it(
    'authenticateClient names a client that proved itself, or refuses it as a CibaError with a status',
    async () => {
      const form = anyForm({ grant_type: 'refresh_token' }, idText(host.treasures[0]));
      const codes = ['invalid_client', 'invalid_request', 'invalid_dpop_proof', 'use_dpop_nonce'];
      const statuses = new Set<number>();
      await fc.assert(
        fc.asyncProperty(form, async ({ hidden, ...sent }) => {
          const { status, text } = await host.send({ path: '/grant', ...sent });
          const { client, error, error_description } = JSON.parse(text);
          statuses.add(status);
          if (status === 200) expect([client, client === 'vault']).toEqual([expect.any(String), false]);
          else
            expect([[400, 401].includes(status), codes.includes(error), error_description]).toEqual([
              true,
              true,
              expect.stringMatching(DESCRIPTION),
            ]);
          expectKept(host, text, hidden);
        }),
        runs('authentication'),
      );
      expect([...statuses].sort()).toEqual([200, 400, 401]);
      expect(host.logged).toEqual([]);
    },
    LONG,
  );
});

describe('whatever comes to a resource', () => {
  it(
    'verifyProof answers with the key of a proof that holds, or refuses it as a CibaError with a status',
    async () => {
      const good = {
        htm: 'POST',
        htu: 'https://as.example.com/resource',
        ath: createHash('sha256').update('at').digest('base64url'),
      };
      const property = fc.asyncProperty(anyHeader, anyClaims, spoiling, async (header, claims, spoil) => {
        const proof = headerSafe(spoil(proofOf({ header, claims: { ...good, ...claims } })));
        const { status, text } = await host.send({ path: '/resource', headers: { DPoP: proof } });
        const { jkt, error } = JSON.parse(text);
        if (status === 200) expect(jkt).toMatch(/^[\w-]{43}$/);
        else
          expect([status, error]).toEqual([
            401,
            expect.stringMatching(/^(invalid_dpop_proof|use_dpop_nonce)$/),
          ]);
        expectKept(host, text, [proof]);
      });
      await fc.assert(property, runs('proofs'));
      expect(host.logged).toEqual([]);
    },
    LONG,
  );
});
