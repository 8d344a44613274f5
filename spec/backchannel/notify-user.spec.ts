import { CibaError } from '../../lib/errors.js';
import type { CibaEvents } from '../../lib/events.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectLogged, expectNothingPending, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask, poll, start } from '../support/http-requests.js';

interface FailingHost extends TestHost {
  readonly failed: CibaEvents['failed'][];
  readonly ids: string[];
}

/** A host whose notifyUser ends in `outcome`. */
function failingHost(outcome: () => unknown, options: Parameters<typeof testHost>[0] = {}): FailingHost {
  const ids: string[] = [];
  const failed: CibaEvents['failed'][] = [];
  const host = testHost({
    ...options,
    adapter: {
      notifyUser: ({ id }) => {
        ids.push(id);
        return outcome();
      },
    },
  });
  host.ciba.on('failed', (event) => failed.push(event));
  return { ...host, failed, ids };
}

const failures = [
  {
    name: 'throws',
    outcome: () => {
      throw new Error('the push service is down');
    },
    logged: 'the push service is down',
  },
  {
    name: 'rejects',
    outcome: () => Promise.reject(new Error('the push service is down')),
    logged: 'the push service is down',
  },
  { name: 'never ends', outcome: () => new Promise(() => {}), logged: 'took longer than 0.02 s' },
];

describe.each(expressVersions)('a user who cannot be notified, on $version', ({ express }) => {
  it.each(failures)(
    'answers 503 and fails the request where notifyUser $name',
    async ({ outcome, logged }) => {
      const host = failingHost(outcome, { express, notifyTimeout: 0.02 });
      const res = await ask(host);
      expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
      expectLogged(host, logged, res);
      await expectNothingPending(host);
      const [selector] = (host.ids[0] ?? '').split('.');
      expect(host.failed).toEqual([{ selector, client_id: 'till', sub: 'alice', reason: 'notify_failed' }]);
      expect(await host.ciba.getRequest(host.ids[0] ?? '', { sub: 'alice' })).toMatchObject({
        state: 'failed',
      });
    },
  );
});

describe('notifyUser', () => {
  it('may refuse in the words of the host, and the request is failed all the same', async () => {
    const host = failingHost(() => {
      throw new CibaError('access_denied', 'The user has no device.');
    });
    expectRefusal(await ask(host), [403, 'access_denied'], { description: 'The user has no device.' });
    await expectNothingPending(host);
    expect(host.failed).toHaveLength(1);
  });

  it('that failed leaves nothing to approve', async () => {
    const host = failingHost(() => Promise.reject(new Error('down')));
    await ask(host);
    expect(await host.ciba.approve(host.ids[0] ?? '', { sub: 'alice' })).toEqual({ outcome: 'conflict' });
  });

  it('that failed frees the slot under the caps', async () => {
    let down = true;
    const host = failingHost(() => {
      if (down) throw new Error('down');
    });
    for (let round = 0; round < 5; round++) await ask(host);
    down = false;
    expect((await ask(host)).status).toBe(200);
  });

  it.each([undefined, null, false, 0, 'text', { ok: false }])('may return anything: %j', async (answer) => {
    expect((await ask(failingHost(() => answer))).status).toBe(200);
  });

  it('may see the request approved before it ends', async () => {
    const host: TestHost = testHost({
      adapter: {
        notifyUser: async ({ id, user }) => {
          host.notified.push(id);
          expect(await host.ciba.approve(id, { sub: user.sub })).toEqual({ outcome: 'accepted' });
        },
      },
    });
    const { authReqId } = await start(host);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('that fails after the approval leaves the approval as it is', async () => {
    const host: FailingHost = failingHost(async () => {
      await host.ciba.approve(host.ids[0] ?? '', { sub: 'alice' });
      throw new Error('down');
    });
    expectRefusal(await ask(host), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(await host.ciba.getRequest(host.ids[0] ?? '', { sub: 'alice' })).toMatchObject({
      state: 'approved',
    });
    expect(host.failed).toEqual([]);
  });
});
