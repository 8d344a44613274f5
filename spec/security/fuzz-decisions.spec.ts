import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RequestState } from '../../lib/index.js';
import { expectKept, expectTreasures } from '../support/fuzz-answers.ts';
import { anyText, idText } from '../support/fuzz-arbitraries.ts';
import { type FuzzHost, fuzzHost, secretOf, type Treasure } from '../support/fuzz-host.ts';
import { inTime, LONG, runs } from '../support/fuzz-runs.ts';
import { CIBA_GRANT } from '../support/host.js';
import { FORM_TYPE, formText } from '../support/http-requests.js';

let host: FuzzHost;
beforeAll(async () => {
  host = await fuzzHost();
});
afterAll(() => host.close());

const OUTCOMES = [
  'accepted',
  'repeated',
  'conflict',
  'expired',
  'unknown',
  'wrong_user',
  'refused',
  'step_up',
  'mismatch',
  'number_needed',
];
const requested = [{ type: 'payment', amount: 1 }];

async function form(path: string, fields: Parameters<typeof formText>[0]): Promise<Record<string, unknown>> {
  const body = formText({ ...secretOf('till'), ...fields });
  const { text } = await host.send({ path, headers: { 'Content-Type': FORM_TYPE }, body });
  return JSON.parse(text);
}

/** A request of the till for bob. */
async function begun(): Promise<Treasure> {
  const { auth_req_id } = await form('/bc-authorize', {
    scope: 'openid pay',
    login_hint: 'bob',
    authorization_details: JSON.stringify(requested),
  });
  return { authReqId: String(auth_req_id), id: host.notified.at(-1) ?? '' };
}

/** What a decision came to: an outcome, or the name of what was thrown. */
async function cameTo(deciding: () => Promise<{ outcome: string }>): Promise<string> {
  try {
    return (await inTime(deciding())).outcome;
  } catch (error) {
    // Whoever calls it wrongly is told so, by a text that repeats nothing of what was given.
    expect([error, String(error)]).toEqual([
      expect.any(TypeError),
      expect.stringMatching(/^[\x20-\x7e]{1,160}$/),
    ]);
    return 'thrown';
  }
}

const something = fc.oneof(
  anyText,
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  }),
);
const likely = {
  acr: fc.oneof(fc.constantFrom<unknown>('urn:a', 'refused', 'more', ''), something),
  amr: fc.oneof(fc.constant<unknown>(['pin']), fc.array(something, { maxLength: 3 }), something),
  auth_time: fc.oneof(fc.constantFrom<unknown>(0, 1, -1, 1.5, 1e300, Date.now()), something),
  scope: fc.oneof(fc.subarray(['openid', 'pay', 'admin', '']) as fc.Arbitrary<unknown>, something),
  authorization_details: fc.oneof(
    fc.constantFrom<unknown>(
      requested,
      [],
      [...requested, ...requested],
      [{ type: 'payment', amount: 2 }],
      [{ type: 'x' }],
    ),
    something,
  ),
  number: fc.oneof(fc.constantFrom<unknown>('07', '', 7, null), something),
  sub: fc.oneof({ arbitrary: fc.constant<unknown>('bob'), weight: 9 }, fc.constant('alice'), something),
};
const content = fc.record(likely, { requiredKeys: ['sub'] });

describe('whatever an approval holds', () => {
  it(
    'it is taken, or refused by an outcome or a TypeError; what is issued then is no more than was requested',
    async () => {
      const came = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.oneof({ arbitrary: content, weight: 9 }, something), async (given) => {
          host.clock.advance(1000);
          const { authReqId, id } = await begun();
          const outcome = await cameTo(() => host.ciba.approve(id, given as never));
          came.add(outcome);
          expect([...OUTCOMES, 'thrown']).toContain(outcome);
          const answer = await form('/token', { grant_type: CIBA_GRANT, auth_req_id: authReqId });
          if (outcome === 'accepted') {
            expect(['openid', 'openid pay', 'pay openid']).toContain(answer.scope);
            expect([[], requested]).toContainEqual(answer.authorization_details ?? []);
          } else expect(answer.error).toBe('authorization_pending');
          expectKept(host, '');
        }),
        { ...runs('approvals'), examples: [[{ sub: 'bob' }], [{}]] },
      );
      expect([...came]).toEqual(expect.arrayContaining(['accepted', 'thrown']));
      expect(host.logged).toEqual([]);
    },
    LONG,
  );
});

type Decide = (id: never, by: never) => Promise<{ outcome: string }>;

describe('whoever decides or looks, by whatever id', () => {
  it(
    'hears an outcome or a TypeError, sees nothing of others, and changes nothing that is not theirs',
    async () => {
      const { approve, deny, report, fail, cancel, getRequest, listRequests } = host.ciba;
      const [treasure] = host.treasures;
      const own = await begun();
      const foreign = idText({ ...treasure, id: own.id }).filter((id) => id !== treasure.id);
      const ids = fc.oneof({ arbitrary: foreign, weight: 4 }, fc.constant(own.id), something);
      const by = fc.oneof(
        fc.constantFrom<unknown>({ sub: 'bob' }, { sub: '' }, {}, null, undefined, { sub: ['alice'] }),
        something,
        something.map((sub) => ({ sub, reason: sub })),
      );
      const decisions: readonly Decide[] = [approve, deny, report, fail, cancel] as never;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...decisions), ids, by, async (decide, id, who) => {
          host.clock.advance(10);
          expect([...OUTCOMES, 'thrown']).toContain(await cameTo(() => decide(id as never, who as never)));
          const look = async () => ({
            outcome: (await getRequest(id as never, who as never))?.client.client_id ?? 'none',
          });
          expect(['thrown', 'none', 'till']).toContain(await cameTo(look));
          const list = async () => {
            const shown = await listRequests(who as never);
            return { outcome: shown.every(({ client }) => client.client_id === 'till') ? 'own' : 'others' };
          };
          expect(['thrown', 'own']).toContain(await cameTo(list));
          expectKept(host, '');
        }),
        runs('decisions'),
      );
      const ended: readonly (RequestState | undefined)[] = [
        'pending',
        'approved',
        'denied',
        'failed',
        'cancelled',
      ];
      expect(ended).toContain((await getRequest(own.id, { sub: 'bob' }))?.state);
      expect(host.logged).toEqual([]);
      await expectTreasures(host);
    },
    LONG,
  );
});
