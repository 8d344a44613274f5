import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import { CIBA_GRANT_TYPE, createCiba, memoryStore } from 'express-ciba';
import { notificationReceiver, simulatedUser, testClient, testClock } from 'express-ciba/testing';

test('a client that is pinged gets its tokens', async () => {
  const clock = testClock();
  const receiver = await notificationReceiver();
  const client = {
    client_id: 'till',
    client_secret: 'till-secret',
    grant_types: [CIBA_GRANT_TYPE],
    backchannel_token_delivery_mode: 'ping' as const,
    backchannel_client_notification_endpoint: receiver.endpoint,
  };
  const ciba = createCiba({
    issuer: 'https://as.example.com',
    store: memoryStore({ now: clock.now }),
    deliveryModes: ['ping'],
    notification: receiver.outbound,
    adapter: {
      getClient: () => client,
      resolveUser: () => ({ sub: 'alice' }),
      notifyUser: () => undefined,
      issueTokens: () => ({ access_token: 'access', token_type: 'Bearer', id_token: 'x.y.z' }),
    },
  });
  const till = testClient({ app: express().use(ciba.router), client, clock });
  const alice = simulatedUser(ciba, { sub: 'alice' });

  const { body } = await till.request({ login_hint: 'alice', client_notification_token: receiver.token });
  clock.after(12, () => alice.approve());
  const { status } = await till.pollUntilDone(body.auth_req_id);
  assert.equal(status, 200);
  assert.equal((await receiver.next()).body.auth_req_id, body.auth_req_id);
  // Neither is closed: neither keeps the process from ending.
});
