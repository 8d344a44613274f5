import { randomUUID } from 'node:crypto';
import { CIBA_GRANT_TYPE, type CibaAdapter, type CibaClient, type TokenResponse } from 'express-ciba';
import { SignJWT } from 'jose';
import { issuer, phone, users } from '../express-oauth2-server/your-server.js';
import { frontKey, JWT_BEARER, tillSecret } from './trust.js';

/** A real front asks the admin API of its upstream. */
const till: CibaClient = {
  client_id: 'till',
  client_name: 'Till 7, Main Street',
  client_secret: tillSecret,
  grant_types: [CIBA_GRANT_TYPE],
};

/** Lends clients and users of the front, and tokens of the server behind it. */
export function adapterFor(upstream: URL): CibaAdapter {
  return {
    getClient: (id) => (id === till.client_id ? till : undefined),
    resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
    notifyUser: (request) => phone.push(request.user.sub, request),
    async issueTokens({ user, scope }) {
      const assertion = await new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer('front')
        .setSubject(user.sub)
        .setAudience(issuer)
        .setExpirationTime('60s')
        .sign(frontKey);
      const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion, scope: scope.join(' ') });
      const answer = await fetch(new URL('/token', upstream), { method: 'POST', body });
      // Nothing is lost: the client hears 503, and its next poll tries again.
      if (!answer.ok) throw new Error(`the upstream answered ${answer.status}`);
      return (await answer.json()) as TokenResponse;
    },
  };
}
