import { decoySub } from '../../lib/request/decoy.js';
import type { NumberMatching } from '../../lib/request/number-matching.js';
import type { Decision, NewRequest } from '../../lib/request/record.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, failure, noCaps, recordOf } from '../support/contract-requests.ts';
import { bell, heardOf, listening } from '../support/outbox-changes.ts';
import type { StoreCase } from '../support/stores.ts';

const picked: NumberMatching = { mode: 'pick', number: '07', numbers: ['31', '07', '84'], attemptsLeft: 1 };
const typed: NumberMatching = { mode: 'type', number: '07', attemptsLeft: 3 };
const both = [picked, typed];

const given = (number: string, content = {}): Decision => ({ ...approval(content), number }) as Decision;
const accepted = { outcome: 'accepted', clientId: 'till', sub: 'alice', notifies: false };
const mismatch = (attemptsLeft: number, notifies = false) => ({
  ...{ outcome: 'mismatch', clientId: 'till', sub: 'alice' },
  ...{ attemptsLeft, notifies },
});

/** A number that the client shows and the user gives. */
export function describeNumberMatching(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const pending = async (request: NewRequest): Promise<NumberMatching | undefined> => {
    const found = await bench.get(request);
    expect(found).toMatchObject({ outcome: 'found', state: 'pending' });
    return found.outcome === 'found' ? found.record.numberMatching : undefined;
  };

  it.each(both)('is kept as it was drawn: $mode', async (numberMatching) => {
    const request = await bench.create({ numberMatching });
    const record = recordOf(request, bench.now());
    expect(await bench.get(request)).toStrictEqual({ outcome: 'found', state: 'pending', record });
    expect(await bench.store.list('alice')).toStrictEqual([record]);
  });

  it.each(both)('is matched by an approval that gives it: $mode', async (numberMatching) => {
    const request = await bench.create({ numberMatching });
    expect(await bench.decide(request, given('07', { acr: 'phr' }))).toStrictEqual(accepted);
    expect((await bench.claim(request)).approval).toStrictEqual({ acr: 'phr', decidedAt: bench.now() });
  });

  it.each(both)(
    'is missed by an approval that gives none, which changes nothing: $mode',
    async (numberMatching) => {
      const request = await bench.create({ numberMatching });
      for (const decision of [approval(), given('')])
        for (const by of ['alice', undefined])
          expect(await bench.store.decide(approvalIdOf(request), decision, by)).toStrictEqual({
            outcome: 'number_needed',
          });
      expect(await pending(request)).toStrictEqual(numberMatching);
      expect(await bench.decide(request, given('07'))).toStrictEqual(accepted);
    },
  );

  it.each(['31', '84', '70', '7', ' 07', '007', '07 31', '٠٧', 'no'])(
    'denies at once where it is picked and another is given: %j',
    async (number) => {
      const request = await bench.create({ numberMatching: picked });
      expect(await bench.decide(request, given(number))).toStrictEqual(mismatch(0));
      expect(await bench.get(request)).toMatchObject({ state: 'denied' });
      expect(await bench.poll(request)).toStrictEqual({ status: 'denied' });
      expect(await bench.store.list('alice')).toStrictEqual([]);
    },
  );

  it('may be given three times where it is typed', async () => {
    const request = await bench.create({ numberMatching: typed });
    expect(await bench.decide(request, given('70'))).toStrictEqual(mismatch(2));
    expect(await pending(request)).toStrictEqual({ ...typed, attemptsLeft: 2 });
    expect(await bench.decide(request, given('7'))).toStrictEqual(mismatch(1));
    expect(await bench.store.list('alice')).toMatchObject([{ numberMatching: { attemptsLeft: 1 } }]);
    expect(await bench.poll(request)).toMatchObject({ status: 'pending' });
    expect(await bench.decide(request, given('07'))).toStrictEqual(accepted);
    expect(await bench.claim(request)).toMatchObject({ record: { numberMatching: { attemptsLeft: 1 } } });
  });

  it('denies with the third wrong one where it is typed', async () => {
    const request = await bench.create({ numberMatching: typed });
    for (const left of [2, 1, 0])
      expect(await bench.decide(request, given('70'))).toStrictEqual(mismatch(left));
    expect(await bench.poll(request)).toStrictEqual({ status: 'denied' });
  });

  it.each(both)('is asked for no more once it was decided: $mode', async (numberMatching) => {
    const [approved, denied] = [
      await bench.create({ numberMatching }),
      await bench.create({ numberMatching }),
    ];
    await bench.decide(approved, given('07'));
    for (let left = numberMatching.attemptsLeft; left > 0; left -= 1) await bench.decide(denied, given('70'));
    for (const decision of [given('07'), given('70'), approval()]) {
      expect(await bench.decide(approved, decision)).toStrictEqual({ outcome: 'repeated' });
      expect(await bench.decide(denied, decision)).toStrictEqual({ outcome: 'conflict' });
    }
    expect(await bench.decide(denied, denial)).toStrictEqual({ outcome: 'repeated' });
    expect(await bench.decide(approved, given('07', { acr: 'x' }))).toStrictEqual({ outcome: 'conflict' });
  });

  it.each([denial, failure(), { state: 'cancelled', content: {} } as Decision])(
    'stands in the way of no other decision: $state',
    async (decision) => {
      const request = await bench.create({ numberMatching: picked });
      expect(await bench.decide(request, decision)).toStrictEqual(accepted);
    },
  );

  it('is of no matter where none was drawn', async () => {
    expect(await bench.decide(await bench.create(), given('70'))).toStrictEqual(accepted);
  });

  it('is judged after secret, user, expiry and what is essential, none of which costs an attempt', async () => {
    const claims = { id_token: { acr: { essential: true } } };
    const request = await bench.create({ numberMatching: typed, claims });
    const wrong = given('70', { acr: 'phr' });
    const unknown = { selector: request.selector, secret: bench.draw().approvalSecret };
    expect(await bench.store.decide(unknown, wrong, 'alice')).toStrictEqual({ outcome: 'unknown' });
    expect(await bench.store.decide(approvalIdOf(request), wrong, 'bob')).toStrictEqual({
      outcome: 'wrong_user',
    });
    expect(await bench.decide(request, given('70'))).toStrictEqual({ outcome: 'step_up' });
    expect(await pending(request)).toStrictEqual(typed);
    await bench.advance(300_000);
    expect(await bench.decide(request, wrong)).toStrictEqual({ outcome: 'expired' });
  });

  it('that was wrong counts as a denial: the client is cooled down after two', async () => {
    const caps = { ...noCaps, coolDown: { seconds: 10, most: 60 } };
    for (let round = 0; round < 2; round += 1)
      await bench.decide(await bench.create({ numberMatching: picked }, caps), given('31'));
    expect(await bench.tryCreate({}, caps)).toStrictEqual({
      ...{ status: 'limited', cap: 'coolDown', retryAfter: 10 },
    });
  });

  it('that was typed wrong and may be typed again counts as none', async () => {
    const caps = { ...noCaps, coolDown: { seconds: 10, most: 60 } };
    const request = await bench.create({ numberMatching: typed }, caps);
    for (let round = 0; round < 2; round += 1) await bench.decide(request, given('31'));
    expect(await bench.tryCreate({}, caps)).toMatchObject({ status: 'created' });
  });

  it.each(['ping', 'push'] as const)('that was wrong is told as a denial: %s', async (deliveryMode) => {
    const request = await bench.create({ numberMatching: typed, deliveryMode, callback: 'sealed' });
    for (const left of [2, 1]) expect(await bench.decide(request, given('70'))).toStrictEqual(mismatch(left));
    expect(await bench.store.take(10, 30)).toStrictEqual([]);
    expect(await bench.decide(request, given('70'))).toStrictEqual(mismatch(0, true));
    expect(await bench.store.take(10, 30)).toMatchObject([{ state: 'denied' }]);
  });

  it('leaves a user who is yet to be asked in the queue while it may be typed again', async () => {
    const request = await bench.create({ numberMatching: typed, deliveryMode: 'ping', queued: true });
    expect(await bench.decide(request, given('70'))).toStrictEqual(mismatch(2));
    expect(await bench.store.take(10, 30)).toMatchObject([{ state: 'pending' }]);
  });

  it('lets one of many at once through, and never more attempts than there are', async () => {
    const requests = await Promise.all(
      Array.from({ length: 8 }, () => bench.create({ numberMatching: typed })),
    );
    for (const request of requests) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => bench.decide(request, given(String(10 + n)))),
      );
      const outcomes = answers.map(({ outcome }) => outcome).sort();
      expect(outcomes).toStrictEqual([...Array(7).fill('conflict'), ...Array(3).fill('mismatch')]);
    }
  });

  describe('changes what a page shows', () => {
    beforeEach(() => listening(bench.store));
    afterEach(() => bench.store.close());

    it('when it was typed wrong: the user is told of, and nobody who waits for the decision', async () => {
      const request = await bench.create({ numberMatching: typed });
      await heardOf(bench.store);
      const [user, client] = [bell(), bell()];
      bench.store.onUserChange('alice', user.ring);
      bench.store.onChange(request.selector, client.ring);
      await bench.decide(request, given('70'));
      await user.rung;
      await heardOf(bench.store);
      expect(client.calls()).toBe(0);
    });

    it('when it was picked wrong, for everybody', async () => {
      const request = await bench.create({ numberMatching: picked });
      await heardOf(bench.store);
      const [user, client] = [bell(), bell()];
      bench.store.onUserChange('alice', user.ring);
      bench.store.onChange(request.selector, client.ring);
      await bench.decide(request, given('31'));
      await Promise.all([user.rung, client.rung]);
    });
  });

  it('is kept of a decoy likewise', async () => {
    const sub = decoySub('nobody');
    const request = await bench.create({ sub, numberMatching: picked });
    expect(await bench.get(request, sub)).toMatchObject({ record: { numberMatching: picked } });
  });
}
