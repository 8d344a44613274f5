import { hash } from 'node:crypto';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Answer } from './call.js';
import type { SuiteClient } from './clients.js';
import { expectJson, expectStrongToken, expectUncached } from './expect.js';
import type { Plan } from './plan.js';

/** Tokens that passed every check of the suite. */
export interface CheckedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly claims: JWTPayload;
}

/** A successful token response and its ID token. CIBA Core 1.0 §10.1.1, OpenID Connect Core 1.0 §3.1.3.3 and §3.1.3.7. */
export async function expectTokens(plan: Plan, client: SuiteClient, answer: Answer): Promise<CheckedTokens> {
  const { status, body } = answer;
  expect({ status, body }).toEqual({
    status: 200,
    body: expect.objectContaining({ token_type: 'Bearer', expires_in: expect.any(Number) }),
  });
  expect(body.expires_in).toBeGreaterThan(0);
  expectJson(answer);
  expectUncached(answer);
  const { access_token: accessToken, refresh_token, id_token } = body;
  expectStrongToken(accessToken);
  if (refresh_token !== undefined) expectStrongToken(refresh_token);
  const claims = await expectIdToken(plan, client, String(id_token));
  expectAtHash(claims, accessToken);
  return { accessToken, refreshToken: refresh_token, claims };
}

/** Signed by a published key that it names, for this client, about the user who was asked. */
async function expectIdToken(plan: Plan, client: SuiteClient, idToken: string): Promise<JWTPayload> {
  const { body } = await plan.call(plan.server.jwks_uri);
  const { protectedHeader, payload } = await jwtVerify(idToken, createLocalJWKSet(body as never), {
    issuer: plan.server.issuer,
    audience: client.id,
    algorithms: ['PS256', 'ES256'],
    requiredClaims: ['exp', 'iat', 'sub'],
  });
  expect(protectedHeader.kid).toEqual(expect.any(String));
  expect(payload.sub).toBe('alice');
  // Those are for other flows.
  expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['c_hash']));
  expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['s_hash']));
  return payload;
}

/** Both algorithms of FAPI hash by SHA-256. OpenID Connect Core 1.0 §3.1.3.6. */
function expectAtHash({ at_hash }: JWTPayload, accessToken: string): void {
  expect(at_hash).toBe(hash('sha256', accessToken, 'buffer').toString('base64url', 0, 16));
}

/** What a refreshed ID token must and must not repeat of the first. OpenID Connect Core 1.0 §12.2. */
export function expectRefreshed(first: JWTPayload, second: JWTPayload): void {
  const kept = ({ iss, sub, aud, auth_time, azp }: JWTPayload) => ({ iss, sub, aud, auth_time, azp });
  expect(kept(second)).toEqual(kept(first));
  expect(second.iat).toBeGreaterThan(first.iat as number);
}
