import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Form } from './call.js';
import type { SigningKey, SuiteClient } from './clients.js';

/** The claims of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs claims as a client. */
export type Signer = (claims: Claims, key: SigningKey) => Promise<string>;

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** With the client's own algorithm and `kid`, and without a type. */
export const signed: Signer = (claims, { alg, kid, privateKey }) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);

/** With the type of RFC 9101, in a case of its own. */
export const signedWithType: Signer = (claims, { alg, kid, privateKey }) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'OautH-auThZ-REQ+jWt' }).sign(privateKey);

/** With the right key and the wrong algorithm. */
export const signedByRs256: Signer = (claims, { kid, privateKey }) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);

export const unsecured: Signer = async (claims) => {
  const parts = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.`;
};

/** With bits of the signature flipped. */
export const signedBadly: Signer = async (claims, key) => {
  const [header, payload, signature = ''] = (await signed(claims, key)).split('.');
  const broken = Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x5a);
  return `${header}.${payload}.${Buffer.from(broken).toString('base64url')}`;
};

/** The claims of a request object: the parameters, and what CIBA Core 1.0 §7.1.1 asks for. */
export function requestClaims(parameters: Claims, { id }: SuiteClient, issuer: string): Claims {
  const now = nowSeconds();
  return { ...parameters, iat: now, exp: now + 300, nbf: now, jti: jti(), aud: issuer, iss: id };
}

/** The claims of a client assertion. OpenID Connect Core 1.0 §9. */
export function assertionClaims({ id }: SuiteClient, aud: string): Claims {
  const now = nowSeconds();
  return { iss: id, sub: id, aud, jti: jti(), iat: now, exp: now + 60 };
}

function jti(): string {
  return randomBytes(10).toString('hex');
}

/** A client assertion as form parameters. RFC 7523 §2.2. */
export function assertionForm(assertion: string): Form {
  return {
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  };
}

/** What a client sends to authenticate: an assertion to this audience, or its identifier beside its certificate. */
export async function authentication(client: SuiteClient, aud: string): Promise<Form> {
  if (client.variant !== 'private_key_jwt') return { client_id: client.id };
  return assertionForm(await signed(assertionClaims(client, aud), client.key));
}
