import fc from 'fast-check';
import type { Response } from 'supertest';
import { anyClaims, anyHeader, anythingBeside, spoiling } from '../../support/client-arbitraries.ts';
import {
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  signers,
} from '../../support/client-assertions.ts';
import { type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { jws } from '../../support/client-jws.ts';
import { clientKey } from '../../support/client-keys.ts';
import { till } from '../../support/host.js';
import { DESCRIPTION } from '../../support/http-answers.js';
import { type EndpointCase, endpoints } from '../../support/http-endpoints.js';

const [client] = signers as readonly [SigningClient];
const stranger = clientKey('ES256', client.key.jwk.kid);
const RUNS = { numRuns: 300 };
const LONG = 60_000;

/** Codes that each endpoint may answer, whatever an assertion is. */
const vocabulary: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  backchannel: { 400: ['invalid_request', 'invalid_scope', 'unknown_user_id'], 401: ['invalid_client'] },
  token: { 400: ['invalid_request', 'invalid_grant'], 401: ['invalid_client'] },
};

function expectInVocabulary({ status, body }: Response, { endpoint }: EndpointCase): void {
  expect(vocabulary[endpoint]?.[status] ?? `no status of ${endpoint}: ${status}`).toContain(body.error);
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(body.error_description).toMatch(DESCRIPTION);
}

const hostOf = (): WatchedHost => watchedHost({ clients: [till, ...signers], caps: false });

describe.each(endpoints)('whatever stands in for an assertion at the $endpoint endpoint', (at) => {
  it(
    'is answered with a code of the endpoint, and never fails it',
    async () => {
      const host = hostOf();
      const property = fc.asyncProperty(
        anyHeader,
        anyClaims,
        spoiling,
        anythingBeside,
        async (header, claims, spoil, fields) => {
          const token = jws({
            header: { alg: 'ES256', kid: client.key.jwk.kid, ...header },
            payload: { ...goodClaims(client), ...claims },
            key: client.key.privateKey,
            alg: 'ES256',
          });
          const res = await at.send(host, bearing(spoil(token), fields));
          if (res.status !== 200) expectInVocabulary(res, at);
        },
      );
      await fc.assert(property, RUNS);
      expect(host.logged).toEqual([]);
    },
    LONG,
  );

  it(
    'passes nobody where it is signed by another key',
    async () => {
      const host = hostOf();
      const property = fc.asyncProperty(anyHeader, anyClaims, async (header, claims) => {
        const res = await at.send(host, bearing(assertionOf(client, { header, claims, key: stranger })));
        expect([res.status, res.body.error]).toEqual([401, 'invalid_client']);
      });
      await fc.assert(property, RUNS);
      expect([host.logged, host.stored, host.notified]).toEqual([[], [], []]);
    },
    LONG,
  );

  it(
    'passes nobody once a character of it is another',
    async () => {
      const host = hostOf();
      const characters = fc.constantFrom(
        ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.',
      );
      const property = fc.asyncProperty(fc.nat(), characters, async (where, character) => {
        const token = assertionOf(client);
        const index = where % token.length;
        fc.pre(token[index] !== character && index < token.length - 1);
        const res = await at.send(host, bearing(token.slice(0, index) + character + token.slice(index + 1)));
        expect([res.status, res.body.error]).toEqual([401, 'invalid_client']);
      });
      await fc.assert(property, RUNS);
      expect([host.logged, host.stored, host.notified]).toEqual([[], [], []]);
    },
    LONG,
  );
});
