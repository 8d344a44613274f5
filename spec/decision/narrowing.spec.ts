import fc from 'fast-check';
import { requireNarrowing } from '../../lib/request/narrowing.js';
import { testHost } from '../support/host.js';
import { poll, start } from '../support/http-requests.js';

const details = [
  { type: 'payment', amount: '5', to: { iban: 'X', name: 'Y' } },
  { type: 'payment', amount: '7', to: { iban: 'X', name: 'Y' } },
  { type: 'account' },
];
const fields = { scope: 'openid pay read', authorization_details: JSON.stringify(details) };

describe('an approval may grant less', () => {
  it.each<[string, object, object]>([
    ['the whole scope', { scope: ['openid', 'pay', 'read'] }, { scope: 'openid pay read' }],
    ['a part of it', { scope: ['read', 'openid'] }, { scope: 'read openid' }],
    ['openid alone', { scope: ['openid', 'openid'] }, { scope: 'openid' }],
    ['all details', { authorization_details: details }, { authorization_details: details }],
    ['one detail', { authorization_details: [details[1]] }, { authorization_details: [details[1]] }],
    ['no detail', { authorization_details: [] }, { authorization_details: [] }],
    [
      'a detail with its members in another order',
      { authorization_details: [{ to: { name: 'Y', iban: 'X' }, type: 'payment', amount: '5' }] },
      { authorization_details: [details[0]] },
    ],
  ])('%s', async (_name, approval, expected) => {
    const host = testHost();
    const { id, authReqId } = await start(host, fields);
    expect(await host.ciba.approve(id, { sub: 'alice', ...approval })).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId)).body).toMatchObject(expected);
  });
});

describe('an approval may not grant more, and then changes nothing', () => {
  it.each<[string, object]>([
    ['another scope', { scope: ['openid', 'admin'] }],
    ['a scope in other letters', { scope: ['openid', 'Pay'] }],
    ['two scopes in one word', { scope: ['openid', 'pay read'] }],
    ['no openid', { scope: ['pay'] }],
    ['no scope at all', { scope: [] }],
    ['another type', { authorization_details: [{ type: 'admin' }] }],
    ['another amount', { authorization_details: [{ ...details[0], amount: '6' }] }],
    ['an amount of another kind', { authorization_details: [{ ...details[0], amount: 5 }] }],
    ['a member more', { authorization_details: [{ ...details[2], all: true }] }],
    ['a member less', { authorization_details: [{ type: 'payment', amount: '5' }] }],
    ['the same detail twice', { authorization_details: [details[0], details[0]] }],
    ['null', { authorization_details: [null] }],
    ['nothing', { authorization_details: [undefined] }],
    ['a hole', { authorization_details: new Array(1) }],
    ['good scope and bad details', { scope: ['openid'], authorization_details: [{ type: 'x' }] }],
    ['bad scope and good details', { scope: ['x', 'openid'], authorization_details: [] }],
  ])('%s', async (_name, approval) => {
    const host = testHost();
    const approved: unknown[] = [];
    host.ciba.on('approved', (event) => approved.push(event));
    const { id } = await start(host, fields);
    await expect(host.ciba.approve(id, { sub: 'alice', ...approval })).rejects.toThrow(TypeError);
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
    expect(approved).toEqual([]);
  });

  it('details where none were asked for', async () => {
    const host = testHost();
    const { id } = await start(host);
    const approval = { sub: 'alice', authorization_details: [{ type: 'a' }] };
    await expect(host.ciba.approve(id, approval)).rejects.toThrow('authorization_details');
  });

  it.each([
    ['another user', 'bob', 'wrong_user'],
    ['nobody’s request', 'alice', 'unknown'],
  ])('nor learn what was asked from a refusal: %s', async (_name, sub, outcome) => {
    const host = testHost();
    const { id, authReqId } = await start(host, fields);
    const asked = outcome === 'unknown' ? authReqId : id;
    expect(await host.ciba.approve(asked, { sub, scope: ['openid', 'admin'] })).toEqual({ outcome });
  });
});

const scopes = fc.uniqueArray(fc.constantFrom('openid', 'a', 'b', 'c', 'd'), { maxLength: 5 });
const anyDetails = fc.array(
  fc.record({
    type: fc.constantFrom('x', 'y'),
    v: fc.oneof(fc.integer({ max: 2, min: 0 }), fc.constant('0')),
  }),
  { maxLength: 4 },
);

describe('whatever is approved', () => {
  it('what is issued is never more than what was asked', async () => {
    const host = testHost({ caps: false });
    await fc.assert(
      fc.asyncProperty(
        scopes,
        anyDetails,
        scopes,
        anyDetails,
        async (asked, askedDetails, scope, granted) => {
          const { id, authReqId } = await start(host, {
            scope: ['openid', ...asked.filter((token) => token !== 'openid')].join(' '),
            authorization_details: askedDetails.length > 0 ? JSON.stringify(askedDetails) : undefined,
          });
          const approval = {
            sub: 'alice',
            scope: ['openid', ...scope.slice(0, 2)],
            authorization_details: granted.slice(0, 1),
          };
          const answered = await host.ciba
            .approve(id, approval)
            .catch(() => host.ciba.deny(id, { sub: 'alice' }));
          expect(answered.outcome).toBe('accepted');
          const { status, body } = await poll(host, authReqId);
          if (status !== 200) return;
          const issued = body.scope.split(' ');
          expect(issued).toContain('openid');
          expect(['openid', ...asked]).toEqual(expect.arrayContaining(issued));
          const left = askedDetails.map((detail) => JSON.stringify(sorted(detail)));
          for (const detail of body.authorization_details ?? []) {
            const at = left.indexOf(JSON.stringify(sorted(detail)));
            expect(at).not.toBe(-1);
            left.splice(at, 1);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('exactly what was asked is always within it', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (values) => {
        const asked = values.map((value) => ({ ...value, type: 't' }));
        const requested = { scope: ['openid'], authorizationDetails: asked };
        const shuffled = asked.map((value) => Object.fromEntries(Object.entries(value).reverse()));
        requireNarrowing({ authorization_details: shuffled.reverse() as never }, requested, new Map());
      }),
    );
  });
});

function sorted(detail: object): [string, unknown][] {
  return Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
}
