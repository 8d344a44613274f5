import fc from 'fast-check';
import { areDetailsWithin, type Comparisons } from '../../lib/request/narrowing.js';
import type { AuthorizationDetail } from '../../lib/request/record.js';
import { testHost } from '../support/host.js';
import { poll, start } from '../support/http-requests.js';

const amountOf = ({ amount }: AuthorizationDetail): number => Number(amount);
const upTo = (granted: AuthorizationDetail, requested: AuthorizationDetail): boolean =>
  amountOf(granted) <= amountOf(requested);
const comparisons: Comparisons = new Map([['payment', upTo]]);
const payment = (amount: number): AuthorizationDetail => ({ type: 'payment', amount });

describe('a granted detail is within a requested one of its own', () => {
  it.each<[string, AuthorizationDetail[], AuthorizationDetail[], boolean]>([
    ['less than was asked', [payment(5)], [payment(10)], true],
    ['as much as was asked', [payment(10)], [payment(10)], true],
    ['more than was asked', [payment(11)], [payment(10)], false],
    ['two of one', [payment(5), payment(5)], [payment(10)], false],
    ['two of two, the larger first', [payment(9), payment(1)], [payment(2), payment(10)], true],
    ['two of two, the smaller first', [payment(1), payment(9)], [payment(10), payment(2)], true],
    ['two large of one large and one small', [payment(9), payment(9)], [payment(10), payment(2)], false],
    ['another type', [{ type: 'transfer', amount: 1 }], [payment(10)], false],
    ['nothing', [], [payment(10)], true],
    ['something of nothing', [payment(1)], [], false],
  ])('%s', (_name, granted, requested, within) => {
    expect(areDetailsWithin(granted, requested, comparisons)).toBe(within);
  });

  it.each<[string, (granted: AuthorizationDetail, requested: AuthorizationDetail) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['answers with something that is only true-ish', () => 1],
    ['answers with a promise', () => Promise.resolve(true)],
  ])('never where its comparison %s', (_name, broken) => {
    const odd = new Map([['payment', broken as never]]);
    expect(areDetailsWithin([payment(5)], [payment(10)], odd)).toBe(false);
  });

  it('though its comparison changes what it is shown', () => {
    const granted = [payment(50)];
    const requested = [payment(10)];
    const greedy = new Map([
      [
        'payment',
        (shown: { amount?: unknown }, asked: { amount?: unknown }) => {
          asked.amount = 100;
          shown.amount = 1;
          return false;
        },
      ],
    ]) as unknown as Comparisons;
    expect(areDetailsWithin(granted, requested, greedy)).toBe(false);
    expect([granted, requested]).toEqual([[payment(50)], [payment(10)]]);
  });

  it('exactly where some order of the requested ones covers them, whatever is compared', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 });
    fc.assert(
      fc.property(amounts, amounts, (granted, requested) => {
        // The largest first: whether each finds one that is no smaller.
        const left = [...requested].sort((a, b) => b - a);
        const covered = [...granted].sort((a, b) => b - a).every((amount, i) => amount <= (left[i] ?? -1));
        expect(areDetailsWithin(granted.map(payment), requested.map(payment), comparisons)).toBe(covered);
      }),
      { numRuns: 1000 },
    );
  });
});

const authorizationDetails = { payment: { isWithin: upTo }, account: {} };

describe('whatever is approved of known types', () => {
  it('what is issued is never more than what was asked, and what was approved is what is issued', async () => {
    const host = testHost({ caps: false, authorizationDetails });
    const amounts = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(amounts, amounts, fc.boolean(), async (asked, granted, account) => {
        const requested = [...asked.map(payment), ...(account ? [{ type: 'account' }] : [])];
        const { id, authReqId } = await start(host, { authorization_details: JSON.stringify(requested) });
        const approval = {
          sub: 'alice',
          authorization_details: [...granted.map(payment), { type: 'account' }],
        };
        const within = areDetailsWithin(approval.authorization_details, requested, comparisons);
        const answer = host.ciba.approve(id, approval);
        if (!within) {
          await expect(answer).rejects.toThrow(TypeError);
          expect(await host.ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
          return;
        }
        expect(await answer).toEqual({ outcome: 'accepted' });
        const { status, body } = await poll(host, authReqId);
        expect(status).toBe(200);
        expect(body.authorization_details).toEqual(approval.authorization_details);
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, unknown]>([
    ['more', [payment(11)]],
    ['another type', [{ type: 'account' }]],
    ['twice as many', [payment(10), payment(10)]],
    ['no list', payment(10)],
  ])(
    'issueTokens may not answer with %s: nothing is sent, and the id is not used up',
    async (_name, details) => {
      let answer: unknown = details;
      const issueTokens = () => ({
        access_token: 'a',
        token_type: 'Bearer',
        ...(answer !== undefined && { authorization_details: answer }),
      });
      const host = testHost({ authorizationDetails, adapter: { issueTokens } });
      const { id, authReqId } = await start(host, { authorization_details: JSON.stringify([payment(10)]) });
      await host.ciba.approve(id, { sub: 'alice' });
      const { status, body } = await poll(host, authReqId);
      expect([status, body]).toEqual([
        500,
        { error: 'server_error', error_description: 'The server failed.' },
      ]);
      answer = undefined;
      expect((await poll(host, authReqId)).body.authorization_details).toEqual([payment(10)]);
    },
  );

  it('a part that a token request asks for is judged by validate, as the request was', async () => {
    const seen: unknown[] = [];
    const validate = (detail: AuthorizationDetail) => {
      seen.push(detail);
      return amountOf(detail) > 0;
    };
    const host = testHost({ authorizationDetails: { payment: { validate, isWithin: upTo } } });
    const { id, authReqId } = await start(host, { authorization_details: JSON.stringify([payment(10)]) });
    await host.ciba.approve(id, { sub: 'alice' });
    const part = (amount: number) => ({
      fields: { authorization_details: JSON.stringify([payment(amount)]) },
    });
    const { status, body } = await poll(host, authReqId, part(-5));
    expect([status, body.error]).toEqual([400, 'invalid_authorization_details']);
    expect((await poll(host, authReqId, part(5))).body.authorization_details).toEqual([payment(5)]);
    expect(seen).toEqual([payment(10), payment(-5), payment(5)]);
  });

  it('an approval of more throws a TypeError with a code', async () => {
    const host = testHost({ authorizationDetails });
    const { id } = await start(host, { authorization_details: JSON.stringify([payment(10)]) });
    const more = { sub: 'alice', authorization_details: [payment(11)] };
    await expect(host.ciba.approve(id, more)).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_CIBA_WIDENING',
      message: 'authorization_details must be a part of the requested ones',
    });
  });

  it('issueTokens may answer with what the type allows', async () => {
    const issueTokens = () => ({
      access_token: 'a',
      token_type: 'Bearer',
      authorization_details: [payment(7)],
    });
    const host = testHost({ authorizationDetails, adapter: { issueTokens } });
    const { id, authReqId } = await start(host, { authorization_details: JSON.stringify([payment(10)]) });
    await host.ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).body.authorization_details).toEqual([payment(7)]);
  });
});
