import { describe, expect, it } from '@jest/globals';
import type { AuthenticationRequest } from '../../lib/adapter.js';
import { type NotificationChannel, UnreachableError } from '../../lib/notification/channels.js';
import { testHost } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { ask } from '../support/http-requests.js';
import { channels, failing, never, request } from '../support/receiver-channels.js';

/** Why nobody was reached. */
async function unreachable(
  notifyUser: (given: AuthenticationRequest) => Promise<string>,
): Promise<UnreachableError> {
  const outcome: unknown = await notifyUser(request).catch((error: unknown) => error);
  if (!(outcome instanceof UnreachableError)) throw new Error('somebody was reached', { cause: outcome });
  return outcome;
}

describe('nobody is reached', () => {
  it('where every channel has failed: the errors say why, in order', async () => {
    const { notifyUser } = channels(
      { send: failing('no device') },
      { canHandle: () => false },
      { name: 'sms', send: never, deadline: 0.02 },
    );
    const { name, message, errors } = await unreachable(notifyUser);
    expect([name, message]).toEqual(['UnreachableError', 'every channel has failed']);
    expect(errors.map((error: Error) => error.message)).toEqual([
      'no device',
      'the channel sms took longer than 0.02 s',
    ]);
  });

  it.each<[string, readonly Partial<NotificationChannel>[]]>([
    ['there is no channel', []],
    ['no channel can handle the request', [{ canHandle: () => false }, { canHandle: async () => false }]],
  ])('where %s', async (_what, kinds) => {
    const { sent, notifyUser } = channels(...kinds);
    const { message, errors } = await unreachable(notifyUser);
    expect([sent, message, errors]).toEqual([[], 'no channel reaches this user', []]);
  });

  it('which is 503 and a failed request where the user is asked at once', async () => {
    const failed: unknown[] = [];
    const { notifyUser } = channels({ send: failing('no device') });
    const host = testHost({ adapter: { notifyUser } });
    host.ciba.on('failed', ({ reason }) => failed.push(reason));
    const res = await ask(host);
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, 'every channel has failed', res);
    expect(failed).toEqual(['notify_failed']);
  });
});
