import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { check, type Findings } from '../../bench/soak/checker/check.js';
import type { Answer, Entry, Op } from '../../bench/soak/checker/entries.js';
import { LogReader } from '../../bench/soak/checker/history.js';
import {
  ALICE,
  acknowledgement,
  BEGIN,
  BUSY,
  logOf,
  madeUpCalls,
  refused,
  SETTINGS,
  tokens,
} from '../support/soak-histories.ts';

const PENDING = refused('authorization_pending', SETTINGS.interval);
const CLAIMED = refused('authorization_pending', 1);
const outcome = (text: string): Answer => ({ status: 200, members: ['outcome'], outcome: text });
const state = (text: string): Answer => ({ status: 200, members: ['state'], state: text });

/** From when to when, in milliseconds since the request, and with which answer; `cut` is none. */
type Row = readonly [op: Op | `decide ${string}`, from: number, to: number, answer: Answer | 'cut'];

const REQUEST: Row = ['request', 0, 10, acknowledgement];
const APPROVED: Row = ['decide approved', 100, 110, outcome('accepted')];

/** The log of these calls; tokens that were handed out are made in the last millisecond but one, unless it is said when. */
function forged(rows: readonly Row[], more: readonly Entry[] = []): Entry[] {
  const entries = rows.flatMap(([what, from, to, answer], call): Entry[] => {
    const [op, ...decision] = what.split(' ');
    const said = decision.length > 0 ? { decision: decision.join(' ') } : {};
    const end = BEGIN + to;
    const accessToken = answer === 'cut' ? undefined : answer.accessToken;
    const known = more.some((entry) => entry.kind === 'minted' && entry.accessToken === accessToken);
    return [
      { kind: 'call', at: BEGIN + from, call, request: ALICE, op: op as Op, ...said },
      ...(accessToken === undefined || known ? [] : [minted(accessToken, to - 2, to - 1)]),
      answer === 'cut'
        ? { kind: 'cut', at: end, call, reason: 'forged' }
        : { kind: 'answer', at: end, call, ...answer },
    ];
  });
  return [{ kind: 'settings', at: BEGIN, ...SETTINGS }, ...entries, ...more];
}

function minted(accessToken: string, from: number, to: number): Entry {
  return { kind: 'minted', from: BEGIN + from, at: BEGIN + to, request: ALICE, accessToken };
}

function revoked(accessToken: string, at: number): Entry {
  return { kind: 'revoked', at: BEGIN + at, request: ALICE, accessToken };
}

function found(entries: readonly Entry[]): Findings {
  const reader = new LogReader();
  for (const entry of entries) reader.add(entry);
  return check(reader);
}

function rulesBroken(entries: readonly Entry[]): readonly string[] {
  return found(entries).violations.map(({ rule }) => rule);
}

describe('the checker of the soak', () => {
  it('accepts whatever the state machine itself does, with answers cut off, refused and lost', () => {
    fc.assert(
      fc.property(madeUpCalls, (calls) => {
        const { violations, lost } = found(logOf(calls));
        expect({ violations, lost }).toEqual({ violations: [], lost: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts a claim in the millisecond of the decision: the clock of the host tells no more', () => {
    const decided: Row = ['decide approved', 100.1, 110, outcome('accepted')];
    const claimed: Row = ['poll', 100.3, 101.5, CLAIMED];
    const rows: Row[] = [REQUEST, decided, ['poll', 100.2, 120, tokens('a')], claimed];
    expect(rulesBroken(forged(rows, [minted('a', 100, 119)]))).toEqual([]);
    expect(rulesBroken(forged(rows, [minted('a', 98, 119)]))).not.toEqual([]);
  });

  it('finds a second set of tokens in any of these histories', () => {
    let handedOut = 0;
    fc.assert(
      fc.property(madeUpCalls, (calls) => {
        const entries = logOf(calls);
        if (!entries.some((entry) => entry.kind === 'answer' && entry.accessToken !== undefined)) return;
        handedOut += 1;
        const more = forged([['poll', 60_000, 60_010, tokens('again')]]).map((entry) =>
          'call' in entry ? { ...entry, call: 1000 } : entry,
        );
        expect(rulesBroken([...entries, ...more])).toContain('a double issue');
      }),
      { numRuns: 300 },
    );
    expect(handedOut).toBeGreaterThan(30);
  });

  it('finds in any of these histories an accepted decision that is said to have found no request', () => {
    fc.assert(
      fc.property(madeUpCalls, (calls) => {
        const entries = logOf(calls);
        const isAccepted = (entry: Entry): boolean => entry.kind === 'answer' && entry.outcome === 'accepted';
        const forgedOnes = entries.map((entry) =>
          isAccepted(entry) ? { ...entry, outcome: 'unknown' } : entry,
        );
        expect(rulesBroken(forgedOnes).length > 0).toBe(entries.some(isAccepted));
      }),
      { numRuns: 300 },
    );
  });

  const broken: readonly (readonly [string, string, readonly Row[], (readonly Entry[])?])[] = [
    [
      'a lost decision',
      'an approval that was accepted, and then nobody knew of',
      [REQUEST, APPROVED, ['poll', 200, 210, PENDING]],
    ],
    [
      'a lost decision',
      'an approval whose tokens nobody got, though every poll was answered',
      [REQUEST, APPROVED, ['poll', 200, 210, refused('invalid_grant')]],
    ],
    [
      'a flipped decision',
      'an approval that the client hears of as a denial',
      [REQUEST, APPROVED, ['poll', 200, 210, refused('access_denied')]],
    ],
    [
      'a flipped decision',
      'two decisions that were both accepted',
      [REQUEST, APPROVED, ['decide denied', 100, 110, outcome('accepted')]],
    ],
    [
      'a flipped decision',
      'tokens for a denial',
      [REQUEST, ['decide denied', 100, 110, outcome('accepted')], ['poll', 200, 210, tokens('a')]],
    ],
    [
      'a double issue',
      'two sets of tokens for one approval',
      [REQUEST, APPROVED, ['poll', 200, 230, tokens('a')], ['poll', 205, 235, tokens('b')]],
    ],
    [
      'a wrong answer',
      'tokens before the approval was asked for',
      [REQUEST, ['poll', 50, 60, tokens('a')], APPROVED],
    ],
    ['a wrong answer', 'tokens that nobody has approved', [REQUEST, ['poll', 50, 60, tokens('a')]]],
    [
      'a wrong answer',
      'a late commit: the tokens took longer than the lease',
      [REQUEST, APPROVED, ['poll', 200, 10_400, tokens('a')]],
      [minted('a', 210, 10_300)],
    ],
    [
      'a lost decision',
      'a claim that outlives its lease',
      [
        REQUEST,
        APPROVED,
        ['poll', 200, 300, 'cut'],
        ['poll', 12_000, 12_010, CLAIMED],
        ['poll', 20_100, 20_110, CLAIMED],
      ],
    ],
    ['a lost decision', 'a claim that nobody has', [REQUEST, APPROVED, ['poll', 200, 210, CLAIMED]]],
    [
      'a wrong answer',
      'expired long before its time',
      [REQUEST, ['poll', 5000, 5010, refused('expired_token')]],
    ],
    [
      'a lost decision',
      'pending long after its time',
      [REQUEST, ['decide denied', 100, 110, outcome('accepted')], ['poll', 25_000, 25_010, PENDING]],
    ],
    [
      'a wrong answer',
      'slowed down though the interval was kept',
      [REQUEST, ['poll', 100, 110, PENDING], ['poll', 2200, 2210, refused('slow_down', 7)]],
    ],
    [
      'a wrong answer',
      'not slowed down though the interval was not kept',
      [REQUEST, ['poll', 100, 110, PENDING], ['poll', 600, 610, PENDING]],
    ],
    [
      'a wrong answer',
      'slowed down with an interval that did not grow',
      [REQUEST, ['poll', 100, 110, PENDING], ['poll', 600, 610, refused('slow_down', 2)]],
    ],
    [
      'a wrong answer',
      'a decision that is repeated though none was taken',
      [REQUEST, ['decide approved', 100, 110, outcome('repeated')]],
    ],
    [
      'a wrong answer',
      'a page that shows an approval before it was taken',
      [REQUEST, ['look', 50, 60, state('approved')], APPROVED],
    ],
    [
      'a wrong answer',
      'a page that shows a request as pending that was approved',
      [REQUEST, APPROVED, ['look', 150, 160, state('pending')]],
    ],
  ];

  it.each(broken.map(([rule, name, rows, more = []]) => [rule, name, rows, more] as const))(
    'finds %s: %s',
    (rule, _name, rows, more) => {
      expect(rulesBroken(forged(rows, more))).toContain(rule);
    },
  );

  it.each<[string, readonly Row[]]>([
    [
      'an approval that was accepted though nobody heard',
      [REQUEST, ['decide approved', 100, 110, 'cut'], ['poll', 200, 210, tokens('a')]],
    ],
    [
      'an approval that came to nothing, and nobody heard',
      [REQUEST, ['decide approved', 100, 110, BUSY], ['poll', 200, 210, PENDING]],
    ],
    [
      'tokens once the lease of a poll that nobody heard of is over',
      [
        REQUEST,
        APPROVED,
        ['poll', 200, 210, 'cut'],
        ['poll', 300, 310, CLAIMED],
        ['poll', 10_300, 10_310, tokens('a')],
      ],
    ],
    [
      'a poll that is answered from before a decision that overtook it',
      [REQUEST, ['poll', 90, 130, PENDING], APPROVED],
    ],
    [
      'two polls of one burst, slowed down once',
      [
        REQUEST,
        ['poll', 100, 110, PENDING],
        ['poll', 600, 610, refused('slow_down', 7)],
        ['poll', 620, 630, refused('slow_down', 7)],
      ],
    ],
  ])('accepts %s', (_name, rows) => {
    expect(rulesBroken(forged(rows))).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['500', { ...BUSY, status: 500, error: 'server_error' }],
    ['503 without a Retry-After', { status: 503, members: BUSY.members, error: 'temporarily_unavailable' }],
    ['an error of another endpoint', refused('invalid_user_code')],
    ['a member too many', { ...PENDING, members: ['error', 'error_description', 'stack'] }],
    ['200 without an ID token', { ...tokens('a'), members: ['access_token', 'token_type'] }],
    ['401', { status: 401, members: ['error', 'error_description'], error: 'invalid_client' }],
  ])('finds an answer that the specs do not know: %s', (_name, answer) => {
    expect(rulesBroken(forged([REQUEST, APPROVED, ['poll', 200, 210, answer]]))).toContain('a wrong answer');
  });

  it.each<[string, readonly Row[], readonly Entry[]]>([
    [
      'made for another request',
      [REQUEST, APPROVED, ['poll', 200, 210, tokens('a')]],
      [{ kind: 'minted', from: BEGIN, at: BEGIN, request: 'bob', accessToken: 'a' }],
    ],
    ['handed out and taken back', [REQUEST, APPROVED, ['poll', 200, 210, tokens('a')]], [revoked('a', 220)]],
    [
      'neither handed out nor taken back',
      [REQUEST, APPROVED, ['poll', 200, 210, BUSY]],
      [minted('a', 202, 204)],
    ],
    [
      'handed out twice',
      [REQUEST, APPROVED, ['poll', 200, 210, tokens('a')], ['poll', 205, 215, tokens('a')]],
      [],
    ],
  ])('finds tokens that are %s', (_name, rows, more) => {
    expect(rulesBroken(forged(rows, more))).toContain('wrong tokens');
  });

  it('finds an answer before its call', () => {
    expect(rulesBroken(forged([REQUEST, ['poll', 60, 50, PENDING]]))).toContain('an answer before its call');
  });

  it('finds a call that is answered twice, or is not there', () => {
    const entries = forged([REQUEST]);
    const again: Entry = { kind: 'answer', at: BEGIN + 20, call: 0, ...acknowledgement };
    expect(rulesBroken([...entries, again])).toEqual(['a call is answered twice']);
    expect(rulesBroken([...entries, { ...again, call: 7 }])).toEqual(['an answer without a call']);
  });

  it('says which approvals were redeemed though nobody got the tokens', () => {
    const rows: readonly Row[] = [
      REQUEST,
      APPROVED,
      ['poll', 200, 210, 'cut'],
      ['poll', 300, 310, refused('invalid_grant')],
    ];
    const { violations, redeemedUnheard } = found(forged(rows));
    expect({ violations, redeemedUnheard }).toEqual({ violations: [], redeemedUnheard: [ALICE] });
  });
});

describe('the checker of the soak, where the store may lose what it has promised', () => {
  const failover: Entry = { kind: 'fault', at: BEGIN + 1000, what: 'failover', lossFrom: BEGIN + 90 };

  it.each<[string, readonly string[], readonly Row[]]>([
    ['an approval', ['decision'], [REQUEST, APPROVED, ['poll', 1200, 1210, PENDING]]],
    [
      'an approval, and then takes another decision',
      ['decision'],
      [
        REQUEST,
        APPROVED,
        ['decide denied', 1200, 1210, outcome('accepted')],
        ['poll', 1300, 1310, refused('access_denied')],
      ],
    ],
    [
      'a redemption, and then hands out tokens again',
      ['redemption'],
      [
        REQUEST,
        ['decide approved', 20, 30, outcome('accepted')],
        ['poll', 200, 210, tokens('a')],
        ['poll', 1200, 1210, tokens('b')],
      ],
    ],
  ])('lists that it lost %s', (_name, lost, rows) => {
    const { violations, lost: listed } = found(forged(rows, [failover]));
    expect(violations).toEqual([]);
    expect(listed.map(({ lost: what }) => what)).toEqual([lost]);
  });

  it.each<[string, readonly Row[]]>([
    [
      'before the window',
      [REQUEST, ['decide approved', 20, 30, outcome('accepted')], ['poll', 1200, 1210, PENDING]],
    ],
    [
      'after the window',
      [REQUEST, ['decide approved', 1100, 1110, outcome('accepted')], ['poll', 1200, 1210, PENDING]],
    ],
  ])('finds what was lost %s', (_name, rows) => {
    expect(rulesBroken(forged(rows, [failover]))).toEqual(['a lost decision']);
  });

  it('lists nothing where nothing needs to have been lost', () => {
    const rows: readonly Row[] = [REQUEST, APPROVED, ['poll', 1200, 1210, tokens('a')]];
    const { violations, lost } = found(forged(rows, [failover]));
    expect({ violations, lost }).toEqual({ violations: [], lost: [] });
  });
});
