import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { till } from '../support/host.js';
import { ask } from '../support/http-requests.js';
import { useReceivers } from '../support/receiver-server.js';
import { hookedHost, webhookSignature } from '../support/receiver-webhook.js';

const TEXT = 'Überweisung 12,50 € “QX7-41”';

describe('a webhook', () => {
  const receiver = useReceivers();

  it('is signed, and dated, as Standard Webhooks has it', async () => {
    const open = await receiver();
    const host = await hookedHost(open);
    const before = Math.floor(Date.now() / 1000);
    expect((await ask(host, { binding_message: TEXT })).status).toBe(200);
    expect((await ask(host)).status).toBe(200);
    const [first, second] = open.calls;
    for (const call of [first!, second!]) {
      expect(call.headers['webhook-signature']).toBe(webhookSignature(call));
      expect(call.headers['webhook-id']).toMatch(/^msg_[\w-]{36}$/);
      const timestamp = Number(call.headers['webhook-timestamp']);
      expect(timestamp).toBeGreaterThanOrEqual(before);
      expect(timestamp).toBeLessThanOrEqual(Date.now() / 1000);
    }
    expect(first?.headers['webhook-id']).not.toBe(second?.headers['webhook-id']);
  });

  it('has the signature of the reference, so that others can verify it', () => {
    const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' };
    const call = { headers, body: '{"test": 2432232314}' };
    expect(webhookSignature(call as never)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('names of the user the sub alone, and tells no secret', async () => {
    const open = await receiver();
    const host = await hookedHost(open);
    const answer = await ask(host, {
      binding_message: TEXT,
      client_notification_token: 'n5Jq0Z8w1u3c7m2p4r6t8v0x',
    });
    const [{ body, headers, method } = open.calls[0]!] = open.calls;
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(JSON.parse(body)).toEqual({
      id: shown?.id,
      client: { client_id: 'till', client_name: 'Till 7' },
      user: { sub: 'alice' },
      scope: ['openid'],
      binding_message: TEXT,
      deliveryMode: 'poll',
      state: 'pending',
      createdAt: shown?.createdAt.toISOString(),
      expiresAt: shown?.expiresAt.toISOString(),
    });
    expect([method, headers['content-type']]).toEqual(['POST', 'application/json']);
    const secrets = [
      till.client_secret,
      answer.body.auth_req_id,
      'n5Jq0Z8w1u3c7m2p4r6t8v0x',
      'example.com',
      '1234',
    ];
    for (const secret of secrets) expect(JSON.stringify([body, headers])).not.toContain(secret);
  });

  it('is signed by a secret without the prefix too', async () => {
    const open = await receiver();
    const secret = randomBytes(24).toString('base64');
    expect((await ask(await hookedHost(open, { secret }))).status).toBe(200);
    const [call] = open.calls;
    expect(call?.headers['webhook-signature']).toBe(webhookSignature(call!, secret));
  });
});
