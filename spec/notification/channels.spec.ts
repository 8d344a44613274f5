import { describe, expect, it } from '@jest/globals';
import type { NotificationChannel } from '../../lib/notification/channels.js';
import { channels, failing, never, request } from '../support/receiver-channels.js';

describe('a user is asked', () => {
  it('by the first channel alone where that does it, and its name is the answer', async () => {
    const { sent, notifyUser } = channels({ name: 'push' }, { name: 'sms' });
    expect(await notifyUser(request)).toBe('push');
    expect(sent).toEqual(['push']);
  });

  it('with the request as notifyUser has it', async () => {
    const seen: unknown[] = [];
    const note = (given: unknown): boolean => seen.push(given) > 0;
    await channels({ canHandle: note, send: note }).notifyUser(request);
    expect(seen).toEqual([request, request]);
    expect(seen.every((given) => given === request)).toBe(true);
  });

  it('by the next channel where one cannot handle the request', async () => {
    const { sent, notifyUser } = channels(
      { name: 'push', canHandle: () => false },
      { name: 'mail', canHandle: async () => false },
      { name: 'sms', canHandle: async () => true },
      { name: 'letter' },
    );
    expect(await notifyUser(request)).toBe('sms');
    expect(sent).toEqual(['sms']);
  });

  it.each([undefined, null, 1, 'yes', {}])('by no channel that answers canHandle with %j', async (answer) => {
    const { sent, notifyUser } = channels({ canHandle: () => answer as boolean }, { name: 'sms' });
    expect(await notifyUser(request)).toBe('sms');
    expect(sent).toEqual(['sms']);
  });

  it.each<[string, Partial<NotificationChannel>]>([
    ['rejects', { send: failing('down') }],
    [
      'throws',
      {
        send: () => {
          throw new Error('down');
        },
      },
    ],
    ['never ends', { send: never, deadline: 0.02 }],
    ['cannot say whether it can', { canHandle: failing('down') }],
    ['never says whether it can', { canHandle: never, deadline: 0.02 }],
  ])('by the next channel where one %s', async (_what, broken) => {
    const { sent, notifyUser } = channels({ ...broken, name: 'push' }, { name: 'sms' });
    expect(await notifyUser(request)).toBe('sms');
    expect(sent.at(-1)).toBe('sms');
  });

  it('by channels in their order, each within a deadline of its own', async () => {
    const { sent, notifyUser } = channels(
      { name: 'first', send: never, deadline: 0.02 },
      { name: 'second', send: failing('down') },
      { name: 'third', canHandle: () => false },
      { name: 'fourth', send: async () => undefined, deadline: 0.5 },
    );
    expect(await notifyUser(request)).toBe('fourth');
    expect(sent).toEqual(['first', 'second', 'fourth']);
  });

  it.each([undefined, null, false, 0, ''])('by a channel that answers with anything: %j', async (answer) => {
    expect(await channels({ name: 'push', send: () => answer }, { name: 'sms' }).notifyUser(request)).toBe(
      'push',
    );
  });
});
