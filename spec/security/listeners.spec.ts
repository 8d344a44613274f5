import { setTimeout as sleep } from 'node:timers/promises';
import { eventHub } from '../../lib/events.js';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';

/** Long enough for a rejection that nobody handles to be noticed: Jest then fails the test that caused it. */
const settled = () => sleep(10);

const failing = {
  throws: () => {
    throw new Error('the disk is full');
  },
  rejects: () => Promise.reject(new Error('the disk is full')),
  'answers a thenable that rejects': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable that is no native Promise
    then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('the disk is full')),
  }),
  'answers a thenable that throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable that is no native Promise
    then: () => {
      throw new Error('the disk is full');
    },
  }),
} as const;

describe.each(Object.entries(failing))('a logger that %s', (_how, fail) => {
  it('changes no answer and ends no process', async () => {
    const host = testHost({
      logger: { error: fail as () => void, warn: fail as () => void },
      mountPath: '/elsewhere',
      adapter: {
        issueTokens: () => {
          throw new Error('no tokens');
        },
      },
    });
    host.ciba.on('requested', () => {
      throw new Error('heard badly');
    });
    const { authReqId, id } = await start(host);
    await host.ciba.approve(id, { sub: 'alice' });
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    await settled();
  });
});

describe.each(Object.entries(failing))('a listener that %s', (_how, fail) => {
  it('changes no answer, is logged, and silences no other', async () => {
    const host = testHost();
    const heard: unknown[] = [];
    host.ciba.on('requested', fail as () => void);
    host.ciba.on('requested', () => heard.push('second'));
    expect((await ask(host)).status).toBe(200);
    await settled();
    expect(heard).toEqual(['second']);
    expect(host.logged).toEqual([[new Error('the disk is full'), 'a listener of the event requested threw']]);
  });
});

describe('a listener that unsubscribes and subscribes itself while it hears', () => {
  it('hears each event once, and the emit ends', () => {
    const hub = eventHub({ error: () => {} });
    const heard: string[] = [];
    const event = { selector: 's', client_id: 'c', sub: 'u' };
    let remove = (): void => {};
    const again = (): void => {
      heard.push('again');
      remove();
      remove = hub.on('approved', again);
    };
    remove = hub.on('approved', again);
    hub.emit('approved', event);
    hub.emit('approved', event);
    expect(heard).toEqual(['again', 'again']);
  });

  it('with a new function each time is not called for the same event', () => {
    const hub = eventHub({ error: () => {} });
    let calls = 0;
    const add = (): void => {
      hub.on('approved', () => {
        if (calls++ < 1000) add();
      });
    };
    add();
    hub.emit('approved', { selector: 's', client_id: 'c', sub: 'u' });
    expect(calls).toBe(1);
  });
});
