/** The JWS algorithms a client may sign with: asymmetric ones, so that no key of ours could have made the signature. RFC 7518 §3.1, RFC 8037, RFC 9864. */
export const CLIENT_SIGNING_ALGS: readonly string[] = [
  ...['ES256', 'PS256', 'EdDSA', 'Ed25519', 'RS256'],
  ...['ES384', 'ES512', 'PS384', 'PS512', 'RS384', 'RS512'],
];

/** The JWS algorithms of a client that shares a secret with us, for its assertions alone. RFC 7518 §3.2. */
export const SHARED_SECRET_ALGS: readonly string[] = ['HS256', 'HS384', 'HS512'];

/** The JWS algorithms of FAPI. FAPI 1.0 Advanced §8.6. */
export const FAPI_SIGNING_ALGS: readonly string[] = ['PS256', 'ES256'];
