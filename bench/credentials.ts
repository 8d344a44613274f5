import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { runAll } from './load.js';
import { assertionClient, basicAuthorization, ISSUER } from './servers/fixtures.js';

/** What a request shows of who sends it. */
export interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

/** How the load proves which client it is. */
export interface Credentials {
  /** Makes enough for so many requests, before anything is measured. */
  prepare(requests: number): Promise<void>;
  next(): Shown;
}

/** How a client authenticates. */
export type Mechanism = 'secret' | 'assertion';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const WIDTH = 8;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The public key of the load's assertions, for the servers. */
export const assertionJwk: object = { ...publicKey.export({ format: 'jwk' }), kid: 'load', alg: 'ES256' };

/** The same secret in each request. */
export function secretCredentials(authorization: string = basicAuthorization): Credentials {
  const shown = { headers: { Authorization: authorization }, fields: {} };
  return { prepare: async () => undefined, next: () => shown };
}

/** A fresh ES256 assertion in each request. */
export function assertionCredentials(): Credentials {
  const ready: string[] = [];
  return {
    async prepare(requests) {
      const missing = Array.from({ length: Math.max(0, requests - ready.length) });
      await runAll(
        missing.map(() => async () => void ready.push(await assertion())),
        WIDTH,
      );
    },
    next() {
      const client_assertion = ready.pop();
      if (client_assertion === undefined)
        throw new Error('more requests were sent than assertions were made');
      return { headers: {}, fields: { client_assertion, client_assertion_type: ASSERTION_TYPE } };
    },
  };
}

function assertion(): Promise<string> {
  const { client_id } = assertionClient;
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'load' })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(ISSUER)
    .setIssuedAt()
    .setExpirationTime('30m')
    .sign(privateKey);
}
