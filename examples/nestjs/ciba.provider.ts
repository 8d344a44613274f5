import type { FactoryProvider } from '@nestjs/common';
import { type Ciba, createCiba, memoryStore } from 'express-ciba';
import { issuer, phone, signingKey, users } from '../express-oauth2-server/your-server.js';
import { clients } from '../hand-rolled/clients.js';
import { TokenService } from './token.service.js';

export const CIBA = Symbol('CIBA');

export const cibaProvider: FactoryProvider<Ciba> = {
  provide: CIBA,
  inject: [TokenService],
  useFactory: (tokens: TokenService) =>
    createCiba({
      issuer,
      mountPath: '/oauth',
      store: memoryStore(), // one process alone: with more of them, or to survive a restart, it is `redisStore(redis)`
      adapter: {
        getClient: clients.find,
        resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
        notifyUser: (request) => phone.push(request.user.sub, request),
        issueTokens: ({ client: { client_id }, user: { sub }, scope }) =>
          tokens.issue({ client_id, sub, scope }),
      },
      idToken: { keys: [signingKey] },
    }),
};
