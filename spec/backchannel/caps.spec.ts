import type { CibaEvents } from '../../lib/events.js';
import { otherTill, type TestHost, testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, start } from '../support/http-requests.js';

const clients = [till, otherTill, { ...till, client_id: 'third' }];

function cappedHost(options: Parameters<typeof testHost>[0] = {}): TestHost & {
  readonly limited: CibaEvents['limited'][];
} {
  const host = testHost({ clients, ...options });
  const limited: CibaEvents['limited'][] = [];
  host.ciba.on('limited', (event) => limited.push(event));
  return { ...host, limited };
}

async function fill(host: TestHost, requests: number, client = till): Promise<void> {
  for (let round = 0; round < requests; round++) await start(host, {}, { client });
}

describe('the cap on pending requests of a client for a user', () => {
  it('refuses the fourth, asks nobody and says so in an event', async () => {
    const host = cappedHost();
    await fill(host, 3);
    expectRefusal(await ask(host), [403, 'access_denied'], {
      description: 'Too many requests are pending for this user.',
    });
    expect(host.notified).toHaveLength(3);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(3);
    expect(host.limited).toEqual([{ client_id: 'till', sub: 'alice', cap: 'pendingPerClientAndUser' }]);
  });

  it('counts neither other users nor other clients', async () => {
    const host = cappedHost();
    await fill(host, 3);
    await start(host, { login_hint: 'bob' });
    await start(host, {}, { client: otherTill });
    expect(host.limited).toEqual([]);
  });

  it.each(['approve', 'deny'] as const)('counts no longer what the user answered: %s', async (answer) => {
    const host = cappedHost();
    await fill(host, 3);
    await host.ciba[answer](host.notified[0] ?? '', { sub: 'alice' });
    await start(host);
  });

  it('counts no longer what has expired', async () => {
    const host = cappedHost();
    await fill(host, 3);
    host.clock.advance(300_000);
    await fill(host, 3);
  });

  it('can be set', async () => {
    const host = cappedHost({ caps: { pendingPerClientAndUser: 1 } });
    await fill(host, 1);
    expectRefusal(await ask(host), [403, 'access_denied']);
  });
});

describe('the cap on pending requests of a user', () => {
  it('refuses what all clients together exceed', async () => {
    const host = cappedHost({ caps: { pendingPerUser: 2, pendingPerClientAndUser: false } });
    await fill(host, 1);
    await fill(host, 1, otherTill);
    expectRefusal(await ask(host, {}, { client: clients[2]! }), [403, 'access_denied']);
    expect(host.limited).toEqual([{ client_id: 'third', sub: 'alice', cap: 'pendingPerUser' }]);
    expect(host.notified).toHaveLength(2);
  });

  it('keeps the last slot for a client that has nothing pending', async () => {
    const host = cappedHost({ caps: { pendingPerUser: 4, pendingPerClientAndUser: false } });
    await fill(host, 3);
    expectRefusal(await ask(host), [403, 'access_denied']);
    await fill(host, 1, otherTill);
    expect(host.limited).toEqual([{ client_id: 'till', sub: 'alice', cap: 'pendingPerUser' }]);
  });

  it('is ten by default', async () => {
    const host = cappedHost({ caps: { pendingPerClientAndUser: false } });
    await fill(host, 9);
    expectRefusal(await ask(host), [403, 'access_denied']);
    await fill(host, 1, otherTill);
    expectRefusal(await ask(host, {}, { client: clients[2]! }), [403, 'access_denied']);
  });
});

describe('caps: false', () => {
  it('lets any number be pending', async () => {
    const host = cappedHost({ caps: false });
    await fill(host, 15);
    expect(host.limited).toEqual([]);
  });
});
