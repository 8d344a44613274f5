import { createPublicKey } from 'node:crypto';
import type { CibaGrant } from 'express-ciba';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { issuer, signingKey } from '../express-oauth2-server/your-server.js';

const LIFETIME = 300;
const API = 'https://api.example.com';
const header = { alg: 'ES256', kid: 'k1' };
const publicKey = createPublicKey(signingKey);

/** The key set that the host publishes. */
export const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), ...header, use: 'sig' }] };

const sign = (claims: JWTPayload, audience: string, typ: string): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ ...header, typ })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME}s`)
    .sign(signingKey);

/** The host's one way to issue an access token, whatever the grant. */
export async function accessToken(client_id: string, sub: string, scope: string) {
  const access_token = await sign({ sub, client_id, scope }, API, 'at+jwt');
  return { access_token, token_type: 'Bearer', expires_in: LIFETIME, scope };
}

/** What a CIBA client gets: an access token like any other, and an ID token of the host's own making. */
export async function cibaTokens({ client: { client_id }, user, scope, auth_time }: CibaGrant) {
  const tokens = await accessToken(client_id, user.sub, scope.join(' '));
  return { ...tokens, id_token: await idToken(client_id, user.sub, auth_time) };
}

function idToken(client_id: string, sub: string, auth_time: number): Promise<string> {
  return sign({ sub, auth_time }, client_id, 'JWT');
}

/** The claims of an access token that holds; rejects for any other. */
export async function verifiedClaims(token: string): Promise<JWTPayload> {
  return (await jwtVerify(token, publicKey, { issuer, audience: API, typ: 'at+jwt' })).payload;
}
