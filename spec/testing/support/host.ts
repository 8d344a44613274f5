import express from 'express';
import { type CibaAdapter, type CibaClient, type CibaOptions, createCiba, memoryStore } from 'express-ciba';
import { simulatedUser, testClient, testClock } from 'express-ciba/testing';
import { signingKey, till as tillClient } from '../../support/host.js';

/** What is different from the standard host. */
export interface KitHostOptions extends Partial<Omit<CibaOptions, 'adapter'>> {
  readonly adapter?: Partial<CibaAdapter>;
  readonly client?: CibaClient & { client_secret?: string };
}

/** A host as users of the kit would build it, by the public face alone. */
export function kitHost({ adapter, client = tillClient, ...options }: KitHostOptions = {}) {
  const clock = testClock();
  const ciba = createCiba({
    issuer: 'https://as.example.com',
    store: memoryStore({ now: clock.now }),
    idToken: { keys: [signingKey] },
    logger: { error: () => undefined, warn: () => undefined },
    ...options,
    adapter: {
      getClient: (id) => (id === client.client_id ? client : undefined),
      resolveUser: ({ login_hint = '' }) => ({ sub: login_hint }),
      notifyUser: () => undefined,
      issueTokens: () => ({ access_token: 'access', token_type: 'Bearer' }),
      ...adapter,
    },
  });
  const app = express().use(ciba.router);
  const till = testClient({ app, client, clock });
  const alice = simulatedUser(ciba, { sub: 'alice' });
  return { clock, ciba, app, till, alice };
}
