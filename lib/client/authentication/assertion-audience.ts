/**
 * Whom client assertions must be addressed to: `issuer` the issuer alone (RFC 10070), `ciba-core` also the token and
 * backchannel endpoints and their mTLS aliases (CIBA Core 1.0 §7.1).
 */
export type AssertionAudience = 'issuer' | 'ciba-core';

/** Tells whether the `aud` of an assertion means us; `typ` is that of its header. */
export type AcceptsAudience = (aud: unknown, typ: string) => boolean;

/** The names of the server. */
export interface AudienceNames {
  readonly issuer: string;
  readonly endpoints: readonly string[];
}

/** The type that binds an assertion to the issuer by itself. RFC 10070. */
export const CLIENT_AUTHENTICATION_JWT = 'client-authentication+jwt';

/** Compares as text, nothing normalised. Assertions typed as client authentication are held to the issuer in either setting. */
export function audienceMatcher(
  setting: AssertionAudience,
  { issuer, endpoints }: AudienceNames,
): AcceptsAudience {
  const names = new Set<unknown>([issuer, ...endpoints]);
  return (aud, typ) => {
    const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    if (setting === 'issuer' || typ === CLIENT_AUTHENTICATION_JWT)
      return audiences.length === 1 && audiences[0] === issuer;
    return audiences.every((name) => typeof name === 'string') && audiences.some((name) => names.has(name));
  };
}
