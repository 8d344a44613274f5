/** How a client proves who it is. RFC 6749 §2.3.1, OpenID Connect Core 1.0 §9, RFC 8705 §2. */
export type ClientAuthMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'self_signed_tls_client_auth';

/** All that are built in. */
export const CLIENT_AUTH_METHODS: readonly ClientAuthMethod[] = [
  ...(['client_secret_basic', 'client_secret_post', 'client_secret_jwt'] as const),
  ...(['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const),
];

/** Those that need the certificate of the connection. */
export const TLS_METHODS: readonly ClientAuthMethod[] = ['tls_client_auth', 'self_signed_tls_client_auth'];
