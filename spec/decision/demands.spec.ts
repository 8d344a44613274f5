import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CibaGrant } from '../../lib/adapter.js';
import { meetsDemands } from '../../lib/request/demands.js';
import type { ApprovalContent, RequestedValues } from '../../lib/request/record.js';
import type { CibaStore } from '../../lib/request/store.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectNothingPending, expectRefusal } from '../support/http-answers.js';
import { type Fields, poll, start } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';
import { stopDate } from '../support/signed-clock.js';

const DECIDED = 1_700_000_000;
const alice = { sub: 'alice' };

function meets(requested: Partial<RequestedValues>, content: ApprovalContent): boolean {
  return meetsDemands({ scope: ['openid'], ...requested }, content, { decidedAt: DECIDED * 1000 + 999 });
}

/** A request for this class, or these. */
function essential(acr: object): Partial<RequestedValues> {
  return { claims: { id_token: { acr: { essential: true, ...acr } } } };
}

describe('max_age', () => {
  it.each<[number, number | undefined, boolean]>([
    [300, 0, true],
    [300, 299, true],
    [300, 300, true],
    [300, 301, false],
    [300, 86_400, false],
    [0, 0, true],
    [0, 1, false],
    [0, undefined, true],
    [300, undefined, true],
    [300, -60, true],
  ])('of %i s is met by an authentication %j s before the decision: %j', (maxAge, before, met) => {
    const content = before === undefined ? {} : { auth_time: DECIDED - before };
    expect(meets({ maxAge }, content)).toBe(met);
  });

  it.each([
    [300, 360, 60, true],
    [300, 361, 60, false],
    [0, 60, 60, true],
    [0, 61, 60, false],
  ])('of %i s is met by one %i s before where clocks may be %i s apart: %j', (...of) => {
    const [maxAge, before, skew, met] = of;
    const when = { decidedAt: DECIDED * 1000, skew };
    expect(meetsDemands({ scope: ['openid'], maxAge }, { auth_time: DECIDED - before }, when)).toBe(met);
  });

  it('that is not asked for is met by any', () => {
    expect(meets({}, { auth_time: 0 })).toBe(true);
  });
});

describe('an acr that is essential', () => {
  it.each<[string, object, string | undefined, boolean]>([
    ['one of several', { values: ['urn:a', 'urn:b'] }, 'urn:b', true],
    ['the only one', { values: ['urn:a'] }, 'urn:a', true],
    ['the one value', { value: 'urn:a' }, 'urn:a', true],
    ['any where none is named', {}, 'urn:x', true],
    ['any where the list is empty', { values: [] }, 'urn:x', true],
    ['another than those', { values: ['urn:a', 'urn:b'] }, 'urn:c', false],
    ['another than the one value', { value: 'urn:a' }, 'urn:b', false],
    ['one in another case', { values: ['urn:a'] }, 'URN:A', false],
    ['a part of one', { value: 'urn:abc' }, 'urn:a', false],
    ['none', { values: ['urn:a'] }, undefined, false],
    ['none where any will do', {}, undefined, false],
    ['one that resembles a number', { values: [1] }, '1', false],
  ])('is met by %s as it is: %j, %j', (_name, acr, given, met) => {
    expect(meets(essential(acr), given === undefined ? {} : { acr: given })).toBe(met);
  });

  it.each<[string, RequestedValues['claims']]>([
    ['voluntary', { id_token: { acr: { values: ['urn:a'] } } }],
    ['said to be not essential', { id_token: { acr: { essential: false, value: 'urn:a' } } }],
    ['essential by a word', { id_token: { acr: { essential: 'true', value: 'urn:a' } } }],
    ['null', { id_token: { acr: null } }],
    ['asked of userinfo', { userinfo: { acr: { essential: true, value: 'urn:a' } } }],
    ['asked outside of any place', { acr: { essential: true, value: 'urn:a' } }],
    ['not asked for', { id_token: { amr: { essential: true, value: 'urn:a' } } }],
  ])('is none where it is %s', (_name, claims) => {
    expect(meets({ claims: claims as never }, {})).toBe(true);
    expect(meets({ claims: claims as never }, { acr: 'urn:other' })).toBe(true);
  });

  it('is judged together with max_age', () => {
    const both = { maxAge: 5, ...essential({ value: 'urn:a' }) };
    expect(meets(both, { acr: 'urn:a', auth_time: DECIDED - 5 })).toBe(true);
    expect(meets(both, { acr: 'urn:b', auth_time: DECIDED - 5 })).toBe(false);
    expect(meets(both, { acr: 'urn:a', auth_time: DECIDED - 6 })).toBe(false);
  });
});

describe('acr_values', () => {
  it.each([undefined, 'urn:other'])('are voluntary: %j is never refused', async (acr) => {
    const host = testHost();
    const { id, authReqId } = await start(host, { acr_values: 'urn:a urn:b' });
    expect(await host.ciba.approve(id, { ...alice, ...(acr && { acr }) })).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

const now = (): number => Math.floor(Date.now() / 1000);
const acrClaims = {
  claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:high'] } } }),
};

/** What does not meet demands, and what then does. */
const unmet: readonly [string, Fields, () => ApprovalContent, () => ApprovalContent][] = [
  [
    'an authentication too long ago',
    { max_age: '300' },
    () => ({ auth_time: now() - 301 }),
    () => ({ auth_time: now() }),
  ],
  [
    'an authentication just too long ago',
    { max_age: '0' },
    () => ({ auth_time: now() - 1 }),
    () => ({ auth_time: now() }),
  ],
  ['another acr', acrClaims, () => ({ acr: 'urn:low' }), () => ({ acr: 'urn:high' })],
  ['no acr, and a time', acrClaims, () => ({ auth_time: now() }), () => ({ acr: 'urn:high' })],
  ['no acr, and a scope', acrClaims, () => ({ scope: ['openid'] }), () => ({ acr: 'urn:high' })],
  ['no acr', acrClaims, () => ({}), () => ({ acr: 'urn:high' })],
  ['no acr, and an amr', acrClaims, () => ({ amr: ['pin'] }), () => ({ acr: 'urn:high' })],
];

describe('an approval that does not meet what the client demands', () => {
  afterEach(() => void jest.useRealTimers());

  it.each(unmet)('asks for a step up and decides nothing: %s', async (_name, fields, weak, strong) => {
    stopDate();
    const host = testHost();
    const decided: unknown[] = [];
    host.ciba.on('approved', (event) => void decided.push(event));
    const { id, authReqId } = await start(host, fields);
    for (let n = 0; n < 2; n += 1)
      expect(await host.ciba.approve(id, { ...alice, ...weak() })).toEqual({ outcome: 'step_up' });
    expect(decided).toEqual([]);
    expect(await host.ciba.getRequest(id, alice)).toMatchObject({ state: 'pending' });
    expectRefusal(await poll(host, authReqId), [400, 'authorization_pending'], { retryAfter: 5 });
    expect(await host.ciba.approve(id, { ...alice, ...strong() })).toEqual({ outcome: 'accepted' });
    expect(decided).toHaveLength(1);
    host.clock.advance(5000);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('may still be denied instead', async () => {
    const host = testHost();
    const { id, authReqId } = await start(host, acrClaims);
    expect(await host.ciba.approve(id, { ...alice, acr: 'urn:low' })).toEqual({ outcome: 'step_up' });
    expect(await host.ciba.deny(id, alice)).toEqual({ outcome: 'accepted' });
    expectRefusal(await poll(host, authReqId), [400, 'access_denied']);
  });

  it.each<[string, (host: TestHost, id: string) => Promise<unknown>, string]>([
    ['was approved before', (host, id) => host.ciba.approve(id, { ...alice, acr: 'urn:high' }), 'conflict'],
    ['was denied before', (host, id) => host.ciba.deny(id, alice), 'conflict'],
    ['has expired', async (host) => host.clock.advance(300_000), 'expired'],
    ['is forgotten', async (host) => host.clock.advance(900_000), 'unknown'],
  ])('is no matter of a step up where the request %s', async (_name, before, outcome) => {
    const host = testHost();
    const { id } = await start(host, acrClaims);
    await before(host, id);
    expect(await host.ciba.approve(id, { ...alice, acr: 'urn:low' })).toEqual({ outcome });
  });

  it('tells another user nothing of a step up', async () => {
    const host = testHost();
    const { id } = await start(host, acrClaims);
    expect(await host.ciba.approve(id, { sub: 'bob', acr: 'urn:low' })).toEqual({ outcome: 'wrong_user' });
  });

  it('is refused as one that grants more, where it does that too', async () => {
    const host = testHost();
    const { id } = await start(host, acrClaims);
    const approval = host.ciba.approve(id, { ...alice, acr: 'urn:low', scope: ['openid', 'admin'] });
    await expect(approval).rejects.toThrow(
      new TypeError('scope must be a part of the requested scope and keep openid'),
    );
  });
});

describe('an approval that meets the demands as it is given', () => {
  beforeEach(stopDate);
  afterEach(() => void jest.useRealTimers());

  it.each([1, 60])(
    'still does when it is redeemed, though the clock of the store is %i s ahead',
    async (s) => {
      const host = testHost();
      const { id, authReqId } = await start(host, { max_age: '0' });
      host.clock.advance(s * 1000);
      const approved = await host.ciba.approve(id, { ...alice, auth_time: now() });
      expect(approved).toEqual({ outcome: 'accepted' });
      expect((await poll(host, authReqId)).status).toBe(200);
    },
  );

  it('still does however late it is redeemed', async () => {
    const host = testHost();
    const { id, authReqId } = await start(host, { max_age: '5' });
    await host.ciba.approve(id, { ...alice, auth_time: now() });
    host.clock.advance(200_000);
    expect((await poll(host, authReqId)).status).toBe(200);
  });
});

/** A store in which an approval says something else than was judged. */
function storeHolding(content: ApprovalContent): CibaStore {
  return storeWith((store) => ({
    poll: async (question) => {
      const answer = await store.poll(question);
      if (answer.status !== 'ready') return answer;
      const { decidedAt } = answer.approval;
      return { ...answer, approval: { decidedAt, ...content } };
    },
  }));
}

describe('a stored approval that does not meet what the client demands', () => {
  it.each<[string, Fields, ApprovalContent]>([
    ['an authentication long ago', { max_age: '300' }, { auth_time: now() - 86_400 }],
    ['another acr', acrClaims, { acr: 'urn:low' }],
    ['no acr', acrClaims, {}],
  ])('issues no tokens and is not used up: %s', async (_name, fields, content) => {
    const issueTokens = jest.fn((_grant: CibaGrant) => ({ access_token: 'at', token_type: 'Bearer' }));
    const host = testHost({ store: storeHolding(content), adapter: { issueTokens } });
    const { id, authReqId } = await start(host, fields);
    const met = { auth_time: now(), acr: 'urn:high' };
    expect(await host.ciba.approve(id, { ...alice, ...met })).toEqual({ outcome: 'accepted' });
    const description = 'The user did not authenticate as the client demands.';
    for (let n = 0; n < 2; n += 1)
      expectRefusal(await poll(host, authReqId), [400, 'access_denied'], { description });
    expect(issueTokens).not.toHaveBeenCalled();
    expect(await host.ciba.getRequest(id, alice)).toMatchObject({ state: 'approved' });
    await expectNothingPending(host);
  });
});
