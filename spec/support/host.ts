import { createPrivateKey } from 'node:crypto';
import express5 from 'express';
import type { CibaAdapter } from '../../lib/adapter.js';
import type { Ciba } from '../../lib/ciba.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { createCiba } from '../../lib/create-ciba.js';
import type { CibaOptions } from '../../lib/options.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { testClock } from './clock.js';
import { ecKey } from './new-keys.js';

export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba';

/** The client that tests speak as, unless they need another. */
export const till: CibaClient & { client_secret: string } = {
  client_id: 'till',
  client_secret: 'till-secret',
  client_name: 'Till 7',
  grant_types: [CIBA_GRANT],
};

/** A second client, registered like the first. */
export const otherTill: typeof till = { ...till, client_id: 'other-till', client_secret: 'other-secret' };

/** A signing key of the tests' own. */
export const signingKey = { ...ecKey().export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' };

/** The same key for verification by hand. */
export const signingKeyObject = createPrivateKey({ key: signingKey as never, format: 'jwk' });

/** What a test host remembers of what was asked of it, and lets tests turn. */
export interface TestHost {
  readonly app: express5.Express;
  readonly ciba: Ciba;
  readonly clock: ReturnType<typeof testClock>;
  /** Approval ids, in the order in which the user was notified. */
  readonly notified: string[];
  /** What the logger was told. */
  readonly logged: unknown[][];
  /** Requests that reached the host's own token route. */
  readonly hostTokenRequests: unknown[];
}

/** Changes to the standard host; `adapter` members replace the standard ones. */
export interface TestHostOptions extends Partial<Omit<CibaOptions, 'adapter'>> {
  readonly adapter?: Partial<CibaAdapter>;
  readonly clients?: readonly CibaClient[];
  readonly express?: typeof express5;
}

/** An Express host with this package in front of its own token route, on a memory store under a test clock. */
export function testHost({
  adapter,
  clients = [till, otherTill],
  express = express5,
  ...options
}: TestHostOptions = {}): TestHost {
  const clock = testClock(Date.now());
  const notified: string[] = [];
  const logged: unknown[][] = [];
  const hostTokenRequests: unknown[] = [];
  let minted = 0;
  const ciba = createCiba({
    issuer: 'https://as.example.com',
    store: memoryStore({ now: clock.now }),
    // A busy machine is no store that fails; what judges that sets its own.
    storeTimeout: 20,
    idToken: { keys: [signingKey] },
    logger: { error: (...line) => logged.push(line), warn: (...line) => logged.push(line) },
    ...options,
    adapter: {
      getClient: (id) => clients.find(({ client_id }) => client_id === id),
      resolveUser: ({ login_hint }) =>
        ['alice', 'bob'].includes(login_hint ?? '') ? { sub: login_hint ?? '' } : undefined,
      notifyUser: ({ id }) => notified.push(id),
      issueTokens: () => ({ access_token: `access-${++minted}`, token_type: 'Bearer', expires_in: 300 }),
      ...adapter,
    },
  });
  const app = express();
  app.use(ciba.router as never);
  app.post('/token', express.urlencoded({ extended: false }), (req, res) => {
    hostTokenRequests.push(req.body);
    res.json({ from: 'the host' });
  });
  return { app, ciba, clock, notified, logged, hostTokenRequests };
}
