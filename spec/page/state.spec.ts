import type { ApprovalRequest } from '../../lib/page/app/request.js';
import {
  connected,
  dismissed,
  ended,
  listed,
  passed,
  STARTING,
  type State,
  sent,
  troubled,
} from '../../lib/page/app/state.js';

const request = (id: string, more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  id,
  state: 'pending',
  client: { client_id: 'till' },
  scope: ['openid'],
  createdAt: '2030-01-01T00:00:00.000Z',
  expiresAt: '2030-01-01T00:05:00.000Z',
  expires_in: 300,
  ...more,
});
const withList = (...ids: string[]): State =>
  listed(
    STARTING,
    ids.map((id) => request(id)),
    1000,
  );
const idsOf = ({ cards }: State): readonly string[] => cards.map(({ request: { id } }) => id);

describe('what is shown of a list', () => {
  it('is its requests, in their order, with their end by the clock of the page', () => {
    const state = withList('a', 'b');
    expect(idsOf(state)).toEqual(['a', 'b']);
    expect(state.connection).toBe('live');
    expect(state.cards[0]).toMatchObject({ endsAt: 301_000, isListed: true, isWarned: false });
  });

  it('keeps its place, whatever comes in front of it', () => {
    expect(idsOf(listed(withList('b'), [request('a'), request('b')], 2000))).toEqual(['b', 'a']);
  });

  it('does not go where a list no longer has it, before it is known why', () => {
    expect(listed(withList('a', 'b'), [request('b')], 2000).cards).toMatchObject([
      { request: { id: 'a' }, isListed: false },
      { request: { id: 'b' }, isListed: true },
    ]);
  });

  it('takes the place of what the user has decided', () => {
    const state = listed(ended(withList('a'), 'a', 'approved'), [request('b')], 2000);
    expect(idsOf(state)).toEqual(['b']);
    expect(idsOf(listed(state, [request('a'), request('b')], 3000))).toEqual(['b']);
  });

  it('leaves what became of a request without the user where it can be seen', () => {
    const state = ended(withList('a'), 'a', 'approvedElsewhere');
    expect(idsOf(listed(state, [request('b')], 2000))).toEqual(['a', 'b']);
  });

  it('moves nothing that is open to make room', () => {
    const state = ended(withList('a', 'b'), 'a', 'approved');
    expect(idsOf(listed(state, [request('b'), request('c')], 2000))).toEqual(['a', 'b', 'c']);
  });

  it('does not come back once it was put away', () => {
    const state = dismissed(ended(withList('a'), 'a', 'approved'), 'a');
    expect(idsOf(listed(state, [request('a')], 2000))).toEqual([]);
  });

  it('does not open again once it is over', () => {
    const state = listed(ended(withList('a'), 'a', 'approved'), [request('a')], 2000);
    expect(state.cards).toMatchObject([{ ending: 'approved' }]);
  });

  it.each([
    [298, 301_000],
    [297, 299_000],
  ])('with %d seconds left after 2 ends at %d: small differences move no clock', (expires_in, endsAt) => {
    const [card] = listed(withList('a'), [request('a', { expires_in })], 2000).cards;
    expect(card?.endsAt).toBe(endsAt);
  });
});

describe('time', () => {
  it('is nothing new while nothing is due', () => {
    const state = withList('a');
    expect(passed(state, 100_000)).toBe(state);
  });

  it('warns once, 30 seconds before the end', () => {
    const warned = passed(withList('a'), 271_000);
    expect(warned.cards).toMatchObject([{ isWarned: true }]);
    expect(passed(warned, 272_000)).toBe(warned);
  });

  it('does not warn of what came with less', () => {
    expect(listed(STARTING, [request('a', { expires_in: 30 })], 0).cards).toMatchObject([{ isWarned: true }]);
  });

  it('ends what is over', () => {
    expect(passed(withList('a'), 301_000).cards).toMatchObject([{ ending: 'tooLate' }]);
  });

  it('leaves what is being decided to the answer', () => {
    const state = sent(withList('a'), 'a', 'approve');
    expect(passed(state, 400_000)).toBe(state);
  });
});

describe('a decision', () => {
  it('is remembered where nobody knows whether it arrived', () => {
    const state = troubled(sent(withList('a'), 'a', 'deny'), 'a', 'uncertain');
    expect(state.cards).toMatchObject([{ tried: 'deny', trouble: 'uncertain', sending: undefined }]);
  });

  it('is not, where it was not taken', () => {
    const [card] = troubled(sent(withList('a'), 'a', 'approve'), 'a', 'wrongNumber', 2).cards;
    expect(card).toMatchObject({ trouble: 'wrongNumber', attemptsLeft: 2 });
    expect(card?.tried).toBeUndefined();
  });

  it('takes the trouble of the last one away', () => {
    const state = sent(troubled(withList('a'), 'a', 'uncertain'), 'a', 'approve');
    expect(state.cards).toMatchObject([{ sending: 'approve', trouble: undefined }]);
  });

  it('changes nothing of what is over', () => {
    expect(ended(ended(withList('a'), 'a', 'approved'), 'a', 'tooLate').cards).toMatchObject([
      { ending: 'approved' },
    ]);
  });
});

describe('a connection', () => {
  it('that is lost leaves the cards', () => {
    expect(idsOf(connected(withList('a'), 'lost'))).toEqual(['a']);
  });

  it('of nobody who is signed in takes them away', () => {
    expect(connected(withList('a'), 'signedOut')).toMatchObject({ connection: 'signedOut', cards: [] });
  });
});
