import { afterEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { CibaError } from '../../lib/errors.js';
import type { DeliveryMode } from '../../lib/request/record.js';
import { otherTill, type TestHostOptions, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, type Fields, type FormPost, poll } from '../support/http-requests.js';
import { until } from '../support/server-until.js';
import { storeCases } from '../support/stores.ts';
import { type HidingHost, hidingHost, seenOf } from '../support/unknown-users.ts';

const coded = { ...till, client_id: 'coded', backchannel_user_code_parameter: true };
const typing = { ...till, client_id: 'typing', backchannel_number_matching: 'type' } as const;
const picking = { ...till, client_id: 'picking', backchannel_number_matching: 'pick' } as const;
const pairwise = { ...till, client_id: 'pairwise', subject_type: 'pairwise' };
const told = (mode: DeliveryMode) => ({
  ...till,
  client_id: mode,
  backchannel_token_delivery_mode: mode,
  backchannel_client_notification_endpoint: 'https://client.example.com/told',
});
const [ping, push] = [told('ping'), told('push')];
const clients = [till, otherTill, coded, pairwise, ping, push, typing, picking];
const token = { client_notification_token: 'n5Jq0Z8w1u3c7m2p4r6t8v0x' };
const MONTH = 2_592_000_000;

/** What a client does, and all that it hears; the hint is that of a user who never answers, or nobody's. */
type Story = (tell: Teller) => Promise<unknown>;

interface Teller {
  ask(fields?: Fields, sent?: FormPost): Promise<Response>;
  poll(answer: Response, sent?: FormPost): Promise<Response>;
  advance(ms: number): Promise<void>;
}

const naming = (value: string): Fields => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) });

const asks =
  (fields: Fields, sent?: FormPost): Story =>
  ({ ask }) =>
    ask(fields, sent);

async function times(count: number, act: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 1) await act(n);
}

const untilForgotten =
  (sent: FormPost, fields: Fields = {}): Story =>
  async ({ ask, poll, advance }) => {
    const asked = await ask(fields, sent);
    await poll(asked, sent);
    await poll(asked, sent);
    await poll(asked, { client: otherTill });
    await advance(100_000);
    await poll(asked, sent);
    await advance(200_000);
    await poll(asked, sent);
    await poll(asked, sent);
    await advance(600_000);
    await poll(asked, sent);
  };

const stories: readonly (readonly [string, Story, TestHostOptions?])[] = [
  ['asks and polls until the request is forgotten', untilForgotten({})],
  ['shows a number to type', untilForgotten({ client: typing }), { numberMatching: true }],
  ['shows a number to pick', untilForgotten({ client: picking }), { numberMatching: true }],
  ['is pinged and polls', untilForgotten({ client: ping }, token)],
  ['is pushed to', untilForgotten({ client: push }, token)],
  [
    'asks for much',
    asks({ scope: 'openid pay', binding_message: 'W4SCT', acr_values: 'high', max_age: '60' }),
  ],
  [
    'waits for the answer',
    async ({ ask, poll }) => poll(await ask()),
    { longPoll: () => true, longPollTimeout: 1 },
  ],
  ['asks for a short while', asks({ requested_expiry: '10' })],
  ['asks with a parameter that is malformed', asks({ binding_message: 'x'.repeat(101) })],
  ['asks for too many at once', ({ ask }) => times(5, () => ask())],
  [
    'asks for too many at once, as do others',
    ({ ask }) => times(12, (n) => ask({}, { client: clients[n % 2] ?? till })),
  ],
  [
    'asks too often',
    ({ ask, advance }) =>
      times(22, async () => {
        await ask({ requested_expiry: '1' });
        await advance(1500);
      }),
  ],
  [
    'asks too often, and later again',
    async ({ ask, advance }) => {
      await times(2, () => ask());
      await advance(3000);
      await ask();
      await advance(57_000);
      await ask();
    },
    { caps: { promptsPerClientAndUser: { most: 2, seconds: 60 } } },
  ],
  ['may ask once alone', ({ ask }) => times(2, () => ask()), { capsFor: () => ({ pendingPerUser: 1 }) }],
  [
    'may not ask twice',
    ({ ask }) => times(2, () => ask({ binding_message: 'A' })),
    { whenPending: 'refuse' },
  ],
  [
    'asks anew',
    async ({ ask, poll }) => {
      const first = await ask({ binding_message: 'A' });
      await poll(await ask({ binding_message: 'A' }));
      await poll(first);
    },
    { whenPending: 'supersede' },
  ],
  ['sends no code', asks({}, { client: coded })],
  [
    'sends wrong codes until it must wait, and after that',
    async ({ ask, advance }) => {
      await times(7, (n) => ask({ user_code: String(n) }, { client: coded }));
      await ask({}, { client: coded });
      await advance(900_000);
      await ask({ user_code: '7' }, { client: coded });
    },
  ],
  ['asks for a certain user', asks(naming('carol'))],
  ['asks for the right user', asks(naming('alice'))],
  [
    'asks for the right user, or another',
    asks({ claims: '{"userinfo":{"sub":{"values":["bob","alice"]}}}' }),
  ],
  ['asks for the right user with a code', asks({ ...naming('alice'), user_code: '1' }, { client: coded })],
  ['asks for a certain user by a pseudonym', asks(naming('x'), { client: pairwise })],
  [
    'asks for certain users as often as it may, and then for any',
    async ({ ask }) => {
      for (const name of ['alice', 'bob', 'carol']) await ask(naming(name));
      await times(4, () => ask());
    },
  ],
  ['may not have the scope', asks({ scope: 'openid admin' })],
  [
    'may not have the scope, and sends a wrong code',
    asks({ scope: 'openid admin', user_code: '1' }, { client: coded }),
  ],
];

const adapter: TestHostOptions['adapter'] = {
  verifyUserCode: (_user, code) => code === 'right',
  validateRequest: ({ scope }) => {
    if (scope.includes('admin')) throw new CibaError('invalid_scope');
  },
};

describe.each(storeCases)('with unknown users hidden, over $name, a client', (storeCase) => {
  const hosts: HidingHost[] = [];
  afterEach(async () => {
    for (const { ciba, opened } of hosts.splice(0)) {
      await ciba.close();
      await opened.close();
    }
  });
  const hiding = async (options: TestHostOptions = {}): Promise<HidingHost> => {
    const deliveryModes = ['poll', 'ping', 'push'] as const;
    const notification = { keyRing: [{ kid: 'k', key: Buffer.alloc(32, 7) }] };
    const own = { clients, deliveryModes, notification, ...options };
    const host = await hidingHost(storeCase, { ...own, adapter: { ...adapter, ...options.adapter } });
    hosts.push(host);
    return host;
  };
  const lived = async (story: Story, hint: string, options?: TestHostOptions) => {
    const host = await hiding(options);
    const seen: unknown[] = [];
    const note = (res: Response): Response => {
      seen.push(seenOf(res));
      return res;
    };
    await story({
      ask: async (fields, sent) => note(await ask(host, { login_hint: hint, ...fields }, sent)),
      poll: async ({ body }, sent) => note(await poll(host, body.auth_req_id, sent)),
      advance: (ms) => host.opened.advance(ms),
    });
    return { host, seen, calls: [...host.calls] };
  };

  it.each(stories.map(([what, story, options = {}]) => [what, story, options] as const))(
    'that %s sees no difference, and neither does the store',
    async (_what, story, options) => {
      const known = await lived(story, 'alice', options);
      const unknown = await lived(story, 'nobody', options);
      expect(unknown.seen).toEqual(known.seen);
      expect(unknown.calls).toEqual(known.calls);
      const heard = new Set(unknown.host.events.map(([name, event]) => JSON.stringify([name, event])));
      for (const event of heard) expect(event).toMatch(/^\["decoyed",\{"client_id":"[\w-]+"\}\]$/);
      expect([unknown.host.notified, unknown.host.logged]).toEqual([[], []]);
    },
  );

  it.each(['alice', 'carol'])(
    'may not name %s in claims, whoever the hint means: nothing is stored',
    async (name) => {
      const host = await hiding();
      for (const login_hint of ['alice', 'nobody'])
        expectRefusal(await ask(host, { login_hint, ...naming(name) }), [400, 'invalid_request'], {
          description: 'claims may not name a user: who is one is not told here.',
        });
      expect(host.calls.filter(([called]) => called === 'create')).toEqual([]);
      expect((await ask(host, { claims: '{"id_token":{"sub":{"essential":true}}}' })).status).toBe(200);
    },
  );

  it('is acknowledged, and the user whom it means by a known hint is asked, but nobody by another', async () => {
    const host = await hiding();
    expect((await ask(host, { login_hint: 'nobody' })).status).toBe(200);
    expect((await ask(host)).status).toBe(200);
    await until(() => host.notified.length > 0, 'alice is asked');
    expect(host.notified).toHaveLength(1);
    expect(host.events.map(([name]) => name)).toEqual(['decoyed', 'requested']);
  });

  it('hears the same of users whom the host says not to know, however it does', async () => {
    const refusals = ['Phone numbers are not taken.', undefined];
    for (const description of refusals) {
      const host = await hiding({
        adapter: {
          resolveUser: () => {
            throw new CibaError('unknown_user_id', description);
          },
        },
      });
      expect((await ask(host)).status).toBe(200);
      expect(host.events).toEqual([['decoyed', { client_id: 'till' }]]);
    }
  });

  it('has what it sends for one unknown user counted together, in all processes and whoever sends it', async () => {
    const one = await hiding({ caps: { pendingPerUser: 2, pendingPerClientAndUser: false } });
    const other = await hiding({
      caps: { pendingPerUser: 2, pendingPerClientAndUser: false },
      store: one.opened.store,
    });
    const spellings = ['Nobody', 'nobody'];
    expect((await ask(one, { login_hint: spellings[0] })).status).toBe(200);
    const sent = { client: otherTill };
    expect((await ask(other, { login_hint: spellings[1] }, sent)).status).toBe(200);
    expectRefusal(await ask(one, { login_hint: 'nobody' }), [403, 'access_denied'], {
      description: 'Too many requests are pending for this user.',
    });
    expect((await ask(one, { login_hint: 'another' })).status).toBe(200);
  });

  it('leaves nothing for anybody to list, to decide or to be told', async () => {
    const host = await hiding();
    const { body } = await ask(host, { login_hint: 'nobody', ...token }, { client: ping });
    const [selector = ''] = String(body.auth_req_id).split('.');
    const [entry] = (await host.ciba.requests({})).requests;
    expect(entry).toMatchObject({
      selector,
      sub: expect.stringMatching(/^urn:express-ciba:decoy:[\w-]{43}$/),
    });
    for (const sub of [entry?.sub ?? '', 'nobody', 'alice'])
      expect(await host.ciba.listRequests({ sub })).toEqual([]);
    expect(await host.opened.store.take(10, 1)).toEqual([]);
    expect(await host.ciba.withdraw(selector)).toEqual({ outcome: 'accepted' });
    expectRefusal(await poll(host, body.auth_req_id, { client: ping }), [400, 'expired_token']);
    expect(host.events).toEqual([['decoyed', { client_id: 'ping' }]]);
  });

  it('hears what is wrong with its request as ever, and 500 where the host fails', async () => {
    const host = await hiding({
      adapter: {
        resolveUser: ({ login_hint }) => {
          if (login_hint === 'nobody') return undefined;
          throw new Error('the directory is down');
        },
      },
    });
    expectRefusal(await ask(host), [500, 'server_error']);
    expectRefusal(await ask(host, { login_hint: 'nobody', scope: 'x' }), [400, 'invalid_scope']);
    expectRefusal(await ask(host, { login_hint: 'nobody' }, { client: { ...till, client_secret: 'x' } }), [
      401,
      'invalid_client',
    ]);
  });

  it('is not told by a policy that cannot judge nobody, and the log is', async () => {
    const seen: unknown[] = [];
    const host = await hiding({
      adapter: {
        validateRequest: ({ user, decoy }) => {
          seen.push({ user, decoy });
          if (decoy) throw new CibaError('unknown_user_id');
        },
      },
    });
    expect((await ask(host, { login_hint: 'nobody' })).status).toBe(200);
    expect((await ask(host)).status).toBe(200);
    const sub = expect.stringMatching(/^urn:express-ciba:decoy:/);
    expect(seen).toEqual([
      { user: { sub }, decoy: true },
      { user: { sub: 'alice' }, decoy: undefined },
    ]);
    expect(host.logged).toEqual([
      [expect.any(CibaError), 'validateRequest could not judge a request for an unknown user'],
    ]);
  });

  it('can forget that a decoy was, as it is forgotten', async () => {
    const host = await hiding();
    await ask(host, { login_hint: 'nobody' });
    await host.opened.advance(MONTH);
    expect((await host.ciba.requests({})).requests).toEqual([]);
  });
});

describe('without hideUnknownUsers', () => {
  it('unknown users are unknown, and nothing is stored', async () => {
    const [memory] = storeCases;
    if (memory === undefined) throw new Error('there is no memory store');
    const host = await hidingHost(memory, { hideUnknownUsers: false });
    expectRefusal(await ask(host, { login_hint: 'nobody' }), [400, 'unknown_user_id']);
    expect([host.calls.filter(([name]) => name === 'create'), host.events]).toEqual([[], []]);
    await host.ciba.close();
  });
});
