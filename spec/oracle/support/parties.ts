import type { CibaClient } from '../../../lib/client/metadata.js';
import type { Jwk } from '../../../lib/jwt/signing-keys.js';
import { type Certified, selfSigned } from '../../support/certificates.js';
import { CIBA_GRANT } from '../../support/host.js';
import { type ClientKey, ecKey, registeredKey, rsaKey } from './keys.js';

/** A client of both servers. */
export interface Party {
  readonly metadata: CibaClient;
}

/** A client that signs: its assertions, its requests, or both. */
export interface SigningParty extends Party {
  readonly key: ClientKey;
}

const common = {
  grant_types: [CIBA_GRANT],
  backchannel_token_delivery_mode: 'poll',
  scope: 'openid profile',
  id_token_signed_response_alg: 'ES256',
} as const;

function bySecret(id: string, method: 'basic' | 'post', more: Partial<CibaClient> = {}): Party {
  const token_endpoint_auth_method = `client_secret_${method}`;
  const client_secret = `secret-of-${id}`;
  return { metadata: { client_id: id, client_secret, token_endpoint_auth_method, ...common, ...more } };
}

function byKey(id: string, key: ClientKey): SigningParty {
  const jwks = { keys: [registeredKey(key)] };
  const method = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: key.alg };
  return { key, metadata: { client_id: id, jwks, ...method, ...common } };
}

function signer(id: string, key: ClientKey): SigningParty {
  const backchannel_authentication_request_signing_alg = key.alg;
  const jwks = { keys: [registeredKey(key)] };
  return { key, ...bySecret(id, 'post', { jwks, backchannel_authentication_request_signing_alg }) };
}

/** Every client that both servers know, but for the one with a certificate. */
export const parties = {
  post: bySecret('post', 'post'),
  basic: bySecret('basic', 'basic'),
  /** Its secret reads otherwise once it is form-decoded. RFC 6749 §2.3.1. */
  percent: bySecret('percent', 'basic', { client_secret: 'ten%25 off+more' }),
  /** Its secret cannot be form-decoded. */
  raw: bySecret('raw', 'basic', { client_secret: 'ten%off' }),
  expired: bySecret('expired', 'post', { client_secret_expires_at: 1 }),
  coded: bySecret('coded', 'post', { backchannel_user_code_parameter: true }),
  noGrant: bySecret('no-grant', 'post', { grant_types: [], backchannel_token_delivery_mode: undefined }),
  es256: byKey('es256', ecKey('es-1')),
  otherEs256: byKey('other-es256', ecKey('es-2')),
  ps256: byKey('ps256', rsaKey('ps-1')),
  signer: signer('signer', ecKey('request-1')),
  otherSigner: signer('other-signer', ecKey('request-2')),
  ps256Signer: signer('ps256-signer', rsaKey('request-3')),
} as const satisfies Record<string, Party>;

/** A client that is known by its own certificate. */
export interface CertifiedParty extends Party {
  /** PEM. */
  readonly certificate: string;
}

let made: Promise<Record<'certified' | 'outdated' | 'keyOnly', CertifiedParty>> | undefined;

/** The clients with certificates, the same each time. */
export function certifiedParties(): NonNullable<typeof made> {
  made ??= makeCertified();
  return made;
}

async function makeCertified() {
  const day = 86_400_000;
  const past = { notBefore: new Date(Date.now() - 2 * day), notAfter: new Date(Date.now() - day) };
  return {
    certified: byCertificate('certified', await selfSigned({})),
    outdated: byCertificate('outdated', await selfSigned(past)),
    /** It has registered its key without the certificate. */
    keyOnly: byCertificate('key-only', await selfSigned({}), ['x5c', 'x5t#S256']),
  };
}

/** The key with its certificate, as RFC 8705 §2.2.2 has it registered, and the thumbprint for node-oidc-provider. */
function byCertificate(
  id: string,
  { cert, x509 }: Certified,
  without: readonly string[] = [],
): CertifiedParty {
  const thumbprint = Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  const jwk = {
    ...x509.publicKey.export({ format: 'jwk' }),
    x5c: [x509.raw.toString('base64')],
    'x5t#S256': thumbprint,
  };
  const registered = Object.fromEntries(Object.entries(jwk).filter(([name]) => !without.includes(name)));
  const method = { token_endpoint_auth_method: 'self_signed_tls_client_auth' };
  return {
    certificate: cert,
    metadata: { client_id: id, jwks: { keys: [registered as Jwk] }, ...method, ...common },
  };
}

/** What both servers have registered. */
export async function registrations(): Promise<CibaClient[]> {
  const all = [...Object.values(parties), ...Object.values(await certifiedParties())];
  return all.map(({ metadata }) => metadata);
}
