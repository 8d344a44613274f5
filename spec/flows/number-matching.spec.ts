import { describe, expect, it } from '@jest/globals';
import type { AuthenticationRequest } from '../../lib/adapter.js';
import type { CibaEventName } from '../../lib/events.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { type TestHost, type TestHostOptions, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, poll } from '../support/http-requests.js';
import { bell } from '../support/outbox-changes.ts';

const alice = { sub: 'alice' };
const picking = { ...till, client_id: 'picking', backchannel_number_matching: 'pick' } as const;
const typing = { ...till, client_id: 'typing', backchannel_number_matching: 'type' } as const;
const TWO_DIGITS = /^\d\d$/;

interface Asked {
  readonly authReqId: string;
  readonly id: string;
  /** What the client shows. */
  readonly number: string;
  /** Two digits that it does not. */
  readonly wrong: string;
}

function matchingHost(options: TestHostOptions = {}): TestHost {
  return testHost({ numberMatching: true, clients: [till, picking, typing], caps: false, ...options });
}

async function asked(host: TestHost, client: typeof picking | typeof typing): Promise<Asked> {
  const { status, body } = await ask(host, {}, { client });
  expect(status).toBe(200);
  const number: string = body.matching_number;
  const wrong = number === '00' ? '01' : '00';
  return { authReqId: body.auth_req_id, id: host.notified.at(-1) ?? '', number, wrong };
}

/** What is told of a request after `requested`. */
function told(host: TestHost): (readonly [CibaEventName, object])[] {
  const events: (readonly [CibaEventName, object])[] = [];
  for (const name of ['approved', 'denied', 'mismatched', 'refused'] as const)
    host.ciba.on(name, (event) => events.push([name, event]));
  return events;
}

describe('the acknowledgement', () => {
  it.each([picking, typing])(
    'carries two digits for a client that registered for them: $client_id',
    async (client) => {
      const { status, body } = await ask(matchingHost(), {}, { client });
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          auth_req_id: expect.any(String),
          expires_in: 300,
          interval: 5,
          matching_number: expect.stringMatching(TWO_DIGITS),
        },
      });
    },
  );

  it('carries none for any other client', async () => {
    expect((await ask(matchingHost())).body).not.toHaveProperty('matching_number');
  });

  it.each(['ping', 'push'] as const)('carries them whatever the client learns by: %s', async (mode) => {
    const client = {
      ...typing,
      backchannel_token_delivery_mode: mode,
      backchannel_client_notification_endpoint: 'https://client.example.com/told',
    };
    const host = matchingHost({ clients: [client], deliveryModes: ['poll', mode] });
    const token = { client_notification_token: 'n5Jq0Z8w1u3c7m2p4r6t8v0x' };
    const { body } = await ask(host, token, { client });
    expect(body.matching_number).toMatch(TWO_DIGITS);
    expect(body).toHaveProperty('auth_req_id');
    await host.ciba.close();
  });

  it('differs from request to request', async () => {
    const host = matchingHost();
    const drawn = new Set<string>();
    for (let round = 0; round < 30; round += 1) drawn.add((await asked(host, typing)).number);
    expect(drawn.size).toBeGreaterThan(10);
  });
});

describe('a client that registered for a number', () => {
  it.each<[string, TestHostOptions, string]>([
    ['where none is offered', { numberMatching: false }, 'pick'],
    ['in a way that is not known', {}, 'swipe'],
  ])('is refused %s, and nobody is asked', async (_where, options, mode) => {
    const client = { ...till, backchannel_number_matching: mode as never };
    const host = matchingHost({ clients: [client], ...options });
    const answer = await ask(host, {}, { client });
    expectRefusal(answer, [400, 'unauthorized_client']);
    expect(answer.body.error_description).toBe('The number matching of the client is not offered.');
    await expectNothingAsked(host);
  });

  it.each([undefined, null, ''])('is none where the database says %j', async (mode) => {
    const client = { ...till, backchannel_number_matching: mode as never };
    const host = matchingHost({ clients: [client], numberMatching: false });
    expect((await ask(host, {}, { client })).body).not.toHaveProperty('matching_number');
  });
});

describe('a page', () => {
  it('shows three numbers to pick from, in the same order each time, and not which is right', async () => {
    const host = matchingHost();
    const { id, number } = await asked(host, picking);
    const shown = await host.ciba.getRequest(id, alice);
    expect(shown?.number_matching).toEqual({ mode: 'pick', numbers: expect.any(Array) });
    const matching = shown?.number_matching;
    const numbers = matching?.mode === 'pick' ? matching.numbers : [];
    expect(new Set(numbers).size).toBe(3);
    expect(numbers).toContain(number);
    for (let round = 0; round < 5; round += 1)
      expect((await host.ciba.listRequests(alice))[0]?.number_matching).toEqual({ mode: 'pick', numbers });
  });

  it('shows how often a number may still be typed, and no number', async () => {
    const host = matchingHost();
    const { id, wrong } = await asked(host, typing);
    expect((await host.ciba.getRequest(id, alice))?.number_matching).toEqual({
      mode: 'type',
      attempts_left: 3,
    });
    await host.ciba.approve(id, { ...alice, number: wrong });
    expect((await host.ciba.listRequests(alice))[0]?.number_matching).toEqual({
      mode: 'type',
      attempts_left: 2,
    });
  });

  it('shows nothing of it once the request has ended, or where there is none', async () => {
    const host = matchingHost();
    const { id, number } = await asked(host, picking);
    await host.ciba.approve(id, { ...alice, number });
    expect(await host.ciba.getRequest(id, alice)).not.toHaveProperty('number_matching');
    await ask(host);
    const plain = await host.ciba.getRequest(host.notified.at(-1) ?? '', alice);
    expect(plain?.state).toBe('pending');
    expect(plain).not.toHaveProperty('number_matching');
  });

  it('is shown the same as notifyUser, and validateRequest nothing of it', async () => {
    const shown: AuthenticationRequest[] = [];
    const proposed: unknown[] = [];
    const host = matchingHost({
      adapter: {
        notifyUser: (request) => void shown.push(request),
        validateRequest: (request) => void proposed.push(request),
      },
    });
    await ask(host, {}, { client: picking });
    expect(shown).toEqual([await host.ciba.getRequest(shown[0]?.id ?? '', alice)]);
    expect(shown[0]?.number_matching?.mode).toBe('pick');
    expect(proposed[0]).not.toHaveProperty('number_matching');
  });

  it('that stays open hears of a wrong number that was typed elsewhere', async () => {
    const host = matchingHost();
    const { id, wrong } = await asked(host, typing);
    const { ring, rung } = bell();
    host.ciba.watchRequests(alice, ring);
    await host.ciba.approve(id, { ...alice, number: wrong });
    await rung;
  });
});

describe('an approval', () => {
  it.each([picking, typing])('with the number stands, and tokens are issued: $client_id', async (client) => {
    const host = matchingHost();
    const events = told(host);
    const { id, authReqId, number } = await asked(host, client);
    expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId, { client })).status).toBe(200);
    expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'repeated' });
    expect(events.map(([name]) => name)).toEqual(['approved']);
  });

  it.each([picking, typing])(
    'without one is asked for it, and nothing changes: $client_id',
    async (client) => {
      const host = matchingHost();
      const events = told(host);
      const { id, authReqId, number } = await asked(host, client);
      for (const given of [{}, { number: '' }, { number: undefined as never }])
        expect(await host.ciba.approve(id, { ...alice, ...given })).toEqual({ outcome: 'number_needed' });
      expect((await poll(host, authReqId, { client })).body.error).toBe('authorization_pending');
      expect(events).toEqual([]);
      expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'accepted' });
    },
  );

  it('with a wrong pick denies at once', async () => {
    const host = matchingHost();
    const events = told(host);
    const { id, authReqId, number, wrong } = await asked(host, picking);
    const answer = await host.ciba.approve(id, { ...alice, number: wrong });
    expect(answer).toEqual({ outcome: 'mismatch', attempts_left: 0 });
    expect((await poll(host, authReqId, { client: picking })).body.error).toBe('access_denied');
    expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'conflict' });
    const event = { selector: id.split('.')[0], client_id: 'picking', sub: 'alice' };
    expect(events).toEqual([
      ['mismatched', { ...event, attempts_left: 0 }],
      ['denied', event],
    ]);
  });

  it('with a wrong number that is typed may be tried three times', async () => {
    const host = matchingHost();
    const events = told(host);
    const { id, authReqId, wrong } = await asked(host, typing);
    for (const attempts_left of [2, 1, 0])
      expect(await host.ciba.approve(id, { ...alice, number: wrong })).toEqual({
        outcome: 'mismatch',
        attempts_left,
      });
    expect((await poll(host, authReqId, { client: typing })).body.error).toBe('access_denied');
    expect(
      events.map(([name, event]) => [name, (event as { attempts_left?: number }).attempts_left]),
    ).toEqual([
      ['mismatched', 2],
      ['mismatched', 1],
      ['mismatched', 0],
      ['denied', undefined],
    ]);
  });

  it('by another user costs no attempt', async () => {
    const host = matchingHost();
    const { id, wrong, number } = await asked(host, picking);
    expect(await host.ciba.approve(id, { sub: 'bob', number: wrong })).toEqual({ outcome: 'wrong_user' });
    expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'accepted' });
  });

  it('that must be stronger costs no attempt, and neither does one that the host refuses', async () => {
    const says: ('step_up' | boolean)[] = ['step_up', false, true];
    const host = matchingHost({ adapter: { revalidate: () => says.shift() ?? true } });
    const { id, wrong, number } = await asked(host, picking);
    expect(await host.ciba.approve(id, { ...alice, number: wrong })).toEqual({ outcome: 'step_up' });
    expect(await host.ciba.approve(id, { ...alice, number: wrong })).toEqual({ outcome: 'refused' });
    expect(await host.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'accepted' });
  });

  it.each([7, null, ['07'], { toString: () => '07' }])(
    'with %j for a number is a mistake of the host',
    async (number) => {
      const host = matchingHost();
      const { id } = await asked(host, typing);
      await expect(host.ciba.approve(id, { ...alice, number: number as never })).rejects.toThrow(
        new TypeError('approve: number must be text'),
      );
      expect((await host.ciba.getRequest(id, alice))?.number_matching).toMatchObject({ attempts_left: 3 });
    },
  );

  it('hands the number to nobody', async () => {
    const told: unknown[] = [];
    const host = matchingHost({
      adapter: {
        revalidate: (_user, _client, _phase, approval) => told.push(approval) > 0,
        issueTokens: (grant) => {
          told.push(grant);
          return { access_token: 'a', token_type: 'Bearer' };
        },
      },
    });
    const { id, authReqId, number } = await asked(host, typing);
    await host.ciba.approve(id, { ...alice, number });
    expect((await poll(host, authReqId, { client: typing })).status).toBe(200);
    expect(told).toHaveLength(3);
    for (const one of told as object[])
      expect(Object.keys(one).filter((name) => name.includes('umber'))).toEqual([]);
  });

  it('needs the number of a request that was asked for while the option was on', async () => {
    const store = memoryStore();
    const host = matchingHost({ store });
    const { id, number } = await asked(host, picking);
    const after = matchingHost({ store, numberMatching: false });
    expect(await after.ciba.approve(id, alice)).toEqual({ outcome: 'number_needed' });
    expect(await after.ciba.approve(id, { ...alice, number })).toEqual({ outcome: 'accepted' });
  });
});

describe('denying and reporting', () => {
  it.each(['deny', 'report'] as const)('needs no number: %s', async (decide) => {
    const host = matchingHost();
    const { id } = await asked(host, picking);
    expect(await host.ciba[decide](id, alice)).toEqual({ outcome: 'accepted' });
  });
});

describe('two wrong picks in a row', () => {
  it('cool the client down, as denials do', async () => {
    const host = matchingHost({ caps: { coolDown: { seconds: 10, most: 60 } } });
    for (let round = 0; round < 2; round += 1) {
      const { id, wrong } = await asked(host, picking);
      await host.ciba.approve(id, { ...alice, number: wrong });
    }
    expectRefusal(await ask(host, {}, { client: picking }), [403, 'access_denied']);
  });
});
