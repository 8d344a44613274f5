import type { KeyObject } from 'node:crypto';
import { type Authority, type Certified, selfSigned } from '../../support/certificates.js';
import { keyFor } from '../../support/new-keys.js';

/** How the clients of a run of the plan authenticate; the plan's own `mtls` may be registered in two ways. */
export type Variant = 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth';

/** The plan's `mtls`. */
export const MTLS_VARIANTS = ['tls_client_auth', 'self_signed_tls_client_auth'] as const;
export const VARIANTS = ['private_key_jwt', ...MTLS_VARIANTS] as const;

/** The plan's tests with RS256 are only for clients whose key could sign so. */
export const RSA_VARIANTS = ['private_key_jwt', 'tls_client_auth'] as const;

/** What a client signs with. */
export interface SigningKey {
  readonly alg: 'PS256' | 'ES256';
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** One of the two clients of a run. */
export interface SuiteClient {
  readonly id: string;
  readonly variant: Variant;
  readonly scope: string;
  readonly key: SigningKey;
  /** Shown in every connection, whatever the client authenticates by: its tokens are bound to it. */
  readonly certificate: Certified;
}

/** The two clients of a run. */
export interface Pair {
  readonly first: SuiteClient;
  readonly second: SuiteClient;
}

export async function pairOf(variant: Variant, authority: Authority): Promise<Pair> {
  const [first, second] = await Promise.all(
    ['1', '2'].map((number) => suiteClient(`${variant}-${number}`, variant, authority)),
  );
  return { first: first as SuiteClient, second: second as SuiteClient };
}

async function suiteClient(id: string, variant: Variant, authority: Authority): Promise<SuiteClient> {
  const wish = { subject: subjectOf(id) };
  const certificate = await (variant === 'self_signed_tls_client_auth'
    ? selfSigned(wish)
    : authority.issue(wish));
  // The plan may be run with either algorithm of FAPI.
  const alg = variant === 'self_signed_tls_client_auth' ? 'ES256' : 'PS256';
  return { id, variant, scope: 'openid accounts', key: signingKey(alg, `${id}-key`), certificate };
}

function subjectOf(id: string): string {
  return `CN=${id},O=Conformance`;
}

function signingKey(alg: SigningKey['alg'], kid: string): SigningKey {
  return { alg, kid, privateKey: keyFor(alg) };
}

/** A client as the server registers it. RFC 7591, CIBA Core 1.0 §4, RFC 8705. */
export function registration({ id, variant, scope, key, certificate }: SuiteClient): Record<string, unknown> {
  return {
    client_id: id,
    scope,
    token_endpoint_auth_method: variant,
    backchannel_token_delivery_mode: 'poll',
    backchannel_authentication_request_signing_alg: key.alg,
    tls_client_certificate_bound_access_tokens: true,
    jwks: {
      keys: [
        signingJwk(key),
        ...(variant === 'self_signed_tls_client_auth' ? [certificateJwk(certificate)] : []),
      ],
    },
    ...(variant === 'private_key_jwt' && { token_endpoint_auth_signing_alg: key.alg }),
    ...(variant === 'tls_client_auth' && { tls_client_auth_subject_dn: subjectOf(id) }),
  };
}

function signingJwk({ alg, kid, privateKey }: SigningKey): Record<string, unknown> {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = privateKey.export({ format: 'jwk' });
  return { ...open, alg, kid, use: 'sig' };
}

/** RFC 8705 §2.2. */
function certificateJwk({ x509 }: Certified): Record<string, unknown> {
  return { ...x509.publicKey.export({ format: 'jwk' }), x5c: [x509.raw.toString('base64')] };
}
