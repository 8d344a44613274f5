import { type ClientMetadata, type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { BACKCHANNEL, CERTIFICATE_HEADER, CLOCK_TOLERANCE, TOKEN, USER_CODE, users } from './server.js';

/** What the spec hands to the process. */
export interface ProviderSetup {
  readonly clients: readonly ClientMetadata[];
  /** A private JWK. */
  readonly signingKey: Record<string, unknown>;
}

const ALGORITHMS = ['ES256', 'PS256', 'RS256'] as const;

/** node-oidc-provider set up like the host of spec/oracle/support/ours.ts. */
export function providerConfiguration({ clients, signingKey }: ProviderSetup): Configuration {
  return {
    clients: clients.map((client) => ({ response_types: [], redirect_uris: [], ...client })),
    jwks: { keys: [signingKey as never] },
    routes: { backchannel_authentication: BACKCHANNEL, token: TOKEN },
    scopes: ['openid', 'profile', 'admin'],
    clockTolerance: CLOCK_TOLERANCE,
    clientAuthMethods: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'self_signed_tls_client_auth',
    ],
    enabledJWA: {
      clientAuthSigningAlgValues: ALGORITHMS,
      // HS256 is its default, and the refusal of it is among the cases.
      requestObjectSigningAlgValues: [...ALGORITHMS, 'HS256'],
      idTokenSigningAlgValues: ['ES256'],
    },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    features: {
      devInteractions: { enabled: false },
      requestObjects: { enabled: true },
      resourceIndicators: { enabled: true, getResourceServerInfo: () => ({ scope: 'openid' }) },
      mTLS: {
        enabled: true,
        selfSignedTlsClientAuth: true,
        getCertificate: (ctx) => decodeURIComponent(ctx.get(CERTIFICATE_HEADER)) || undefined,
      },
      ciba,
    },
  };
}

/** `validateBindingMessage` stays at its default, as ours does. */
const ciba = {
  enabled: true,
  deliveryModes: ['poll' as const],
  processLoginHint: (_ctx: KoaContextWithOIDC, hint?: string) => users.find((user) => user === hint),
  processLoginHintToken: () => undefined,
  validateRequestContext: () => undefined,
  triggerAuthenticationDevice: () => undefined,
  verifyUserCode(ctx: KoaContextWithOIDC, _account: unknown, userCode?: string) {
    if (ctx.oidc.client?.backchannelUserCodeParameter !== true) return;
    if (userCode === undefined) throw new errors.MissingUserCode();
    if (userCode !== USER_CODE) throw new errors.InvalidUserCode();
  },
};
