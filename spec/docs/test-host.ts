import express from 'express';
import { type CibaOptions, createCiba, memoryStore } from 'express-ciba';
import { simulatedUser, testClient, testClock } from 'express-ciba/testing';

export function testHost(changes: Partial<CibaOptions> = {}) {
  const clock = testClock();
  const store = memoryStore({ now: clock.now });
  const ciba = createCiba({
    issuer,
    mountPath: '/oauth',
    store,
    adapter,
    idToken: { keys: [signingKey] },
    ...changes,
  });
  const app = express().use('/oauth', ciba.router);
  const till = testClient({
    app,
    mountPath: '/oauth',
    client: { client_id: 'till', client_secret: 'secret' },
    clock,
  });
  const alice = simulatedUser(ciba, { sub: 'alice' });
  return { clock, ciba, app, till, alice };
}
