import type { CibaClient } from '../../lib/client/metadata.js';
import { otherTill, type TestHost, testHost, till } from '../support/host.js';
import { expectRefusal, expectUncachedJson } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { type Fields, poll, type Started, start } from '../support/http-requests.js';

/** What has happened to the poll that is made: to the client, to the parameters, to the request, to the clock. */
type Condition = (table: Table) => unknown;

/** A pending request of the till, before conditions spoil it. */
class Table {
  readonly host: TestHost;
  client: CibaClient = till;
  registered: CibaClient = till;
  fields: Fields = {};
  started!: Started;

  constructor(express?: (typeof expressVersions)[number]['express']) {
    const getClient = (id: string) => (id === till.client_id ? this.registered : otherTill);
    this.host = testHost({ adapter: { getClient }, ...(express && { express }) });
  }

  async spoil(conditions: readonly Condition[]): Promise<this> {
    this.started = await start(this.host);
    for (const condition of conditions) await condition(this);
    return this;
  }

  poll() {
    return poll(this.host, this.started.authReqId, { fields: this.fields, client: this.client });
  }
}

const decide =
  (decision: 'approve' | 'deny'): Condition =>
  ({ host, started }) =>
    host.ciba[decision](started.id, { sub: 'alice' });

const condition = {
  'the secret is wrong': (table) => {
    table.client = { ...till, client_secret: 'wrong' };
  },
  'the client is registered for push': (table) => {
    table.registered = { ...table.registered, backchannel_token_delivery_mode: 'push' };
  },
  'the client has not the grant': (table) => {
    table.registered = { ...table.registered, grant_types: ['authorization_code'] };
  },
  'auth_req_id is missing': (table) => {
    table.fields = { auth_req_id: undefined };
  },
  'auth_req_id is empty': (table) => {
    table.fields = { auth_req_id: '' };
  },
  'auth_req_id is repeated': (table) => {
    table.fields = { auth_req_id: [table.started.authReqId, table.started.authReqId] };
  },
  'the id is unknown': (table) => {
    table.fields = { auth_req_id: `${'A'.repeat(22)}.${'A'.repeat(43)}` };
  },
  "the id is another client's": (table) => {
    table.client = otherTill;
  },
  'the id was redeemed': async (table) => {
    await decide('approve')(table);
    expect((await table.poll()).status).toBe(200);
  },
  'the lifetime is over': ({ host }) => host.clock.advance(300_000),
  'the retention is over': ({ host }) => host.clock.advance(900_000),
  'the user denied': decide('deny'),
  'the request failed': ({ host, started }) => host.ciba.fail(started.id, { reason: 'x' }),
  'the request was cancelled': ({ host, started }) => host.ciba.cancel(started.id),
  'the user approved': decide('approve'),
  'it was polled a second ago': async (table) => {
    expect((await table.poll()).body.error).toBe('authorization_pending');
    table.host.clock.advance(1000);
  },
} satisfies Record<string, Condition>;

type Name = keyof typeof condition;
interface Row {
  readonly when: readonly Name[];
  readonly refusal: readonly [number, string];
  readonly retryAfter?: number;
}

const alone: readonly Row[] = [
  { when: ['the secret is wrong'], refusal: [401, 'invalid_client'] },
  { when: ['the client is registered for push'], refusal: [403, 'unauthorized_client'] },
  { when: ['the client has not the grant'], refusal: [400, 'unauthorized_client'] },
  { when: ['auth_req_id is missing'], refusal: [400, 'invalid_request'] },
  { when: ['auth_req_id is empty'], refusal: [400, 'invalid_request'] },
  { when: ['auth_req_id is repeated'], refusal: [400, 'invalid_request'] },
  { when: ['the id is unknown'], refusal: [400, 'invalid_grant'] },
  { when: ['the retention is over'], refusal: [400, 'invalid_grant'] },
  { when: ["the id is another client's"], refusal: [400, 'invalid_grant'] },
  { when: ['the id was redeemed'], refusal: [400, 'invalid_grant'] },
  { when: ['the lifetime is over'], refusal: [400, 'expired_token'] },
  { when: ['the user denied'], refusal: [400, 'access_denied'] },
  { when: ['the request failed'], refusal: [400, 'expired_token'] },
  { when: ['the request was cancelled'], refusal: [400, 'expired_token'] },
  { when: ['it was polled a second ago'], refusal: [400, 'slow_down'], retryAfter: 10 },
  { when: [], refusal: [400, 'authorization_pending'], retryAfter: 5 },
];

const together: readonly Row[] = [
  { when: ['the secret is wrong', 'the client is registered for push'], refusal: [401, 'invalid_client'] },
  { when: ['the secret is wrong', 'the client has not the grant'], refusal: [401, 'invalid_client'] },
  { when: ['the secret is wrong', 'auth_req_id is missing'], refusal: [401, 'invalid_client'] },
  { when: ['the secret is wrong', 'auth_req_id is repeated'], refusal: [401, 'invalid_client'] },
  {
    when: ['the client is registered for push', 'the client has not the grant'],
    refusal: [403, 'unauthorized_client'],
  },
  {
    when: ['the client is registered for push', 'auth_req_id is missing'],
    refusal: [403, 'unauthorized_client'],
  },
  {
    when: ['the client is registered for push', 'auth_req_id is repeated'],
    refusal: [403, 'unauthorized_client'],
  },
  { when: ['the client is registered for push', 'the id is unknown'], refusal: [403, 'unauthorized_client'] },
  { when: ['the user approved', 'the client is registered for push'], refusal: [403, 'unauthorized_client'] },
  { when: ['the client has not the grant', 'auth_req_id is missing'], refusal: [400, 'unauthorized_client'] },
  {
    when: ['the client has not the grant', 'auth_req_id is repeated'],
    refusal: [400, 'unauthorized_client'],
  },
  { when: ['the user approved', 'the client has not the grant'], refusal: [400, 'unauthorized_client'] },
  { when: ['the user approved', 'auth_req_id is repeated'], refusal: [400, 'invalid_request'] },
  { when: ['the user approved', "the id is another client's"], refusal: [400, 'invalid_grant'] },
  { when: ['the id was redeemed', "the id is another client's"], refusal: [400, 'invalid_grant'] },
  { when: ['the lifetime is over', "the id is another client's"], refusal: [400, 'invalid_grant'] },
  { when: ['the id was redeemed', 'the lifetime is over'], refusal: [400, 'invalid_grant'] },
  { when: ['the user denied', 'the lifetime is over'], refusal: [400, 'expired_token'] },
  { when: ['the request failed', 'the lifetime is over'], refusal: [400, 'expired_token'] },
  { when: ['the user approved', 'the lifetime is over'], refusal: [400, 'expired_token'] },
  { when: ['it was polled a second ago', 'the lifetime is over'], refusal: [400, 'expired_token'] },
  { when: ['it was polled a second ago', 'the user denied'], refusal: [400, 'access_denied'] },
  { when: ['it was polled a second ago', 'the request failed'], refusal: [400, 'expired_token'] },
  { when: ['it was polled a second ago', 'the request was cancelled'], refusal: [400, 'expired_token'] },
];

const named = (rows: readonly Row[]) =>
  rows.map((row) => ({ ...row, name: row.when.join(', and ') || 'the request is pending' }));

describe.each(expressVersions)('a poll, on $version', ({ express }) => {
  it.each(named(alone))('where $name: $refusal', async ({ when, refusal, retryAfter }) => {
    const table = await new Table(express).spoil(when.map((name) => condition[name]));
    expectRefusal(await table.poll(), refusal, retryAfter === undefined ? {} : { retryAfter });
    expect(table.host.hostTokenRequests).toEqual([]);
  });

  it('where the user approved: tokens', async () => {
    const table = await new Table(express).spoil([condition['the user approved']]);
    const res = await table.poll();
    expect(res.status).toBe(200);
    expectUncachedJson(res);
  });
});

describe('a poll of which two things are true', () => {
  it.each(named(together))('where $name: $refusal', async ({ when, refusal }) => {
    const table = await new Table().spoil(when.map((name) => condition[name]));
    expectRefusal(await table.poll(), refusal);
  });

  it('where it was polled a second ago, and the user approved: tokens', async () => {
    const names = ['it was polled a second ago', 'the user approved'] as const;
    const table = await new Table().spoil(names.map((name) => condition[name]));
    expect((await table.poll()).status).toBe(200);
  });
});

describe('answers that must not tell ids apart', () => {
  it('are the same for an unknown, a foreign and a redeemed id', async () => {
    const names = ['the id is unknown', "the id is another client's", 'the id was redeemed'] as const;
    const bodies = [];
    for (const name of names) bodies.push((await (await new Table().spoil([condition[name]])).poll()).text);
    expect(new Set(bodies).size).toBe(1);
  });

  it('do not change when a denied request is polled again', async () => {
    const table = await new Table().spoil([condition['the user denied']]);
    for (let round = 0; round < 3; round++) expectRefusal(await table.poll(), [400, 'access_denied']);
  });
});
