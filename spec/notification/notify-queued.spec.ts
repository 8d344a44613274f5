import { describe, expect, it } from '@jest/globals';
import type { CibaEvents } from '../../lib/events.js';
import { notifyQueued } from '../../lib/notification/notify-queued.js';
import type { RequestRecord } from '../../lib/request/record.js';
import type { Delivery } from '../../lib/request/store.js';
import { till } from '../support/host.js';
import { storeWith } from '../support/http-store.js';

const selector = 's'.repeat(22);

/** Asks for a request that was received so many milliseconds ago. */
async function asked(age: number, isPending: () => boolean | Promise<boolean>) {
  const calls: string[] = [];
  const failed: CibaEvents['failed'][] = [];
  const store = storeWith(() => ({
    isPending: async (of) => {
      calls.push(`isPending ${of}`);
      return isPending();
    },
    decide: async () => {
      calls.push('decide');
      return { outcome: 'unknown' };
    },
  }));
  const receivedAt = Date.now() - age;
  const record = {
    ...{
      selector,
      secretHash: '',
      approvalSecret: 'a',
      clientId: 'till',
      sub: 'alice',
      deliveryMode: 'poll',
    },
    ...{ interval: 5, scope: ['openid'], receivedAt, expiresAt: receivedAt + 300_000 },
  } as RequestRecord;
  const ticket = { selector, mark: 'm' };
  const delivery: Delivery = { ticket, record, state: 'pending', expired: false, attempts: 0 };
  const verdict = await notifyQueued(delivery, {
    store,
    emit: (_name, event) => void failed.push(event as CibaEvents['failed']),
    logger: { error: () => undefined },
    getClient: async () => till,
    getUser: async (sub) => ({ sub }),
    notifyUser: async () => calls.push('notifyUser'),
    decided: () => undefined,
  });
  return { verdict, calls, failed };
}

describe('a prompt from the queue', () => {
  it('costs nothing more where its turn comes at once', async () => {
    expect(await asked(0, () => false)).toEqual({
      verdict: { what: 'moot' },
      calls: ['notifyUser'],
      failed: [],
    });
  });

  it('that has waited is sent where the request is still pending', async () => {
    const calls = [`isPending ${selector}`, 'notifyUser'];
    expect(await asked(2000, () => true)).toEqual({ verdict: { what: 'moot' }, calls, failed: [] });
  });

  it('that has waited is not sent where the request was decided, withdrawn or superseded meanwhile', async () => {
    const calls = [`isPending ${selector}`];
    expect(await asked(2000, () => false)).toEqual({ verdict: { what: 'moot' }, calls, failed: [] });
  });

  it('that has waited waits for a store that cannot tell', async () => {
    const { verdict, calls } = await asked(2000, () => Promise.reject(new Error('down')));
    expect([verdict, calls]).toEqual([
      { what: 'again', reason: 'client_unknown', counted: false },
      [`isPending ${selector}`],
    ]);
  });
});
