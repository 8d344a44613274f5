import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Ciba, CibaEvents } from 'express-ciba';
import { type NotificationReceiver, notificationReceiver } from 'express-ciba/testing';
import { till } from '../support/host.js';
import { kitHost } from './support/host.js';

let receiver: NotificationReceiver;
let ciba: Ciba;

beforeEach(async () => {
  receiver = await notificationReceiver();
});
afterEach(async () => {
  await ciba.close();
  await receiver.close();
});

/** A host that tells the till, which has asked already. */
async function asking(mode: 'ping' | 'push') {
  const client = {
    ...till,
    backchannel_token_delivery_mode: mode,
    backchannel_client_notification_endpoint: receiver.endpoint,
  };
  const host = kitHost({ client, deliveryModes: [mode], notification: receiver.outbound });
  ({ ciba } = host);
  const asked = { login_hint: 'alice', client_notification_token: receiver.token };
  const { body } = await host.till.request(asked);
  return { ...host, auth_req_id: body.auth_req_id };
}

describe('a notification receiver', () => {
  it('is pinged, and its client gets the tokens', async () => {
    const { alice, till, auth_req_id } = await asking('ping');
    await alice.approve();
    expect((await receiver.next()).body).toEqual({ auth_req_id });
    expect((await till.poll(auth_req_id)).body.access_token).toBe('access');
  });

  it('is pushed the tokens', async () => {
    const { alice, auth_req_id } = await asking('push');
    await alice.approve();
    const { status, body } = await receiver.next();
    expect({ status, body }).toEqual({
      status: 204,
      body: {
        auth_req_id,
        access_token: 'access',
        token_type: 'Bearer',
        scope: 'openid',
        id_token: expect.any(String),
      },
    });
  });

  it('is pushed a denial', async () => {
    const { alice, auth_req_id } = await asking('push');
    await alice.deny();
    expect((await receiver.next()).body).toEqual({ auth_req_id, error: 'access_denied' });
  });

  it('hears nothing of a request that expired', async () => {
    const { clock } = await asking('ping');
    await clock.advance(300);
    await ciba.close();
    expect(receiver.received).toEqual([]);
  });
});

describe('a notification receiver, while a test has its timers in hand', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is pinged all the same', async () => {
    const { alice, auth_req_id } = await asking('ping');
    await alice.approve();
    expect((await receiver.next()).body).toEqual({ auth_req_id });
  });

  it('is called again after it was away, as soon as both clocks say so', async () => {
    const { alice, clock, auth_req_id } = await asking('ping');
    const deferred = new Promise<CibaEvents['deliveryDeferred']>((heard) =>
      ciba.on('deliveryDeferred', heard),
    );
    receiver.answer(503);
    await alice.approve();
    const { reason, retry_in } = await deferred;
    expect(reason).toBe('status_503');
    await clock.advance(retry_in);
    jest.advanceTimersByTime(1000);
    const [first, second] = [await receiver.next(), await receiver.next()];
    expect([first.status, second.status]).toEqual([503, 204]);
    expect(second.body).toEqual({ auth_req_id });
  });
});
