import type { Caps } from '../../lib/request/caps.js';
import type { Decision } from '../../lib/request/record.js';
import type { CreateOutcome } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, denial, noCaps } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const limited = (cap: string, retryAfter: number) => ({ status: 'limited', cap, retryAfter });
const ofClient = (most: number, seconds = 60): Caps => ({
  ...noCaps,
  promptsPerClientAndUser: { most, seconds },
});
const ofUser = (most: number, seconds = 60): Caps => ({ ...noCaps, promptsPerUser: { most, seconds } });
const cooling: Caps = { ...noCaps, coolDown: { seconds: 10, most: 60 } };

/** What keeps a user from being asked too often. */
export function describeGuard(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const decideNext = async (
    decision: Decision,
    caps: Caps,
    values = {},
  ): Promise<CreateOutcome['status']> => {
    const request = bench.draw(values);
    const { status } = await bench.store.create(request, caps);
    if (status === 'created') await bench.decide(request, decision);
    return status;
  };

  describe('a rate', () => {
    it('lets through as many as it says, and then none until the first is over', async () => {
      const caps = ofClient(2);
      await bench.tryCreate({}, caps);
      await bench.advance(20_000);
      await bench.tryCreate({}, caps);
      expect(await bench.tryCreate({}, caps)).toStrictEqual(limited('promptsPerClientAndUser', 40));
      await bench.advance(39_000);
      expect(await bench.tryCreate({}, caps)).toMatchObject({ status: 'limited' });
      await bench.advance(1000);
      expect(await bench.tryCreate({}, caps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({}, caps)).toStrictEqual(limited('promptsPerClientAndUser', 20));
    });

    it('counts what was answered, cancelled or has expired like anything else', async () => {
      const caps = ofClient(3, 600);
      await decideNext(approval(), caps);
      await decideNext({ state: 'cancelled', content: {} }, caps);
      await bench.tryCreate({ lifetime: 1 }, caps);
      await bench.advance(2000);
      expect(await bench.tryCreate({}, caps)).toMatchObject({ cap: 'promptsPerClientAndUser' });
    });

    it('counts for that client and that user alone', async () => {
      const caps = ofClient(1);
      await bench.tryCreate({}, caps);
      expect(await bench.tryCreate({ clientId: 'other-till' }, caps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ sub: 'bob' }, caps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({}, caps)).toMatchObject({ status: 'limited' });
    });

    it('of a user counts over all clients, however they are called', async () => {
      const caps = ofUser(4);
      for (const clientId of ['till', 'a b|c', '__proto__', '1 2 3|4'])
        expect(await bench.tryCreate({ clientId }, caps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ clientId: 'fifth' }, caps)).toStrictEqual(limited('promptsPerUser', 60));
      expect(await bench.tryCreate({ sub: 'bob' }, caps)).toMatchObject({ status: 'created' });
    });

    it('counts no request that was refused, and none that was sent again', async () => {
      const caps: Caps = { ...ofClient(2), pendingPerClientAndUser: 1 };
      const request = await bench.create({}, caps);
      await bench.store.create(request, caps);
      expect(await bench.tryCreate({}, caps)).toMatchObject({ cap: 'pendingPerClientAndUser' });
      await bench.decide(request, approval());
      expect(await bench.tryCreate({}, caps)).toMatchObject({ status: 'created' });
    });

    it('looks back as far as it says, to the millisecond or further, whenever in a second the user was asked', async () => {
      await bench.advance(999);
      await bench.tryCreate({ clientId: 'other-till' }, ofClient(1, 600));
      await bench.tryCreate({}, ofClient(1));
      await bench.advance(59_999);
      expect(await bench.tryCreate({}, ofClient(1))).toStrictEqual(limited('promptsPerClientAndUser', 1));
      await bench.advance(1002);
      expect(await bench.tryCreate({}, ofClient(1))).toMatchObject({ status: 'created' });
    });

    it('counts as far back as the caps of its own client look, however short those of others are', async () => {
      const [long, short] = [
        ofClient(3, 600),
        { ...ofClient(2, 30), promptsPerUser: { most: 10, seconds: 30 } },
      ];
      for (let n = 0; n < 3; n += 1) await bench.tryCreate({ clientId: 'evil' }, long);
      for (let waited = 0; waited < 560; waited += 40) {
        await bench.advance(40_000);
        expect(await bench.tryCreate({ clientId: 'quick' }, short)).toMatchObject({ status: 'created' });
        expect(await bench.tryCreate({ clientId: 'evil' }, long)).toMatchObject({
          cap: 'promptsPerClientAndUser',
        });
      }
      await bench.advance(40_000);
      expect(await bench.tryCreate({ clientId: 'evil' }, long)).toMatchObject({ status: 'created' });
    });

    it('of a user counts the prompts of a client for as long as the caps of that client look back', async () => {
      const short: Caps = { ...ofClient(9, 30), promptsPerUser: { most: 9, seconds: 30 } };
      await bench.tryCreate({ clientId: 'quick' }, short);
      await bench.tryCreate({ clientId: 'other-till' }, ofClient(1, 600));
      await bench.advance(29_999);
      expect(await bench.tryCreate({}, ofUser(2, 600))).toStrictEqual(limited('promptsPerUser', 571));
      await bench.advance(1);
      expect(await bench.tryCreate({}, ofUser(2, 600))).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ clientId: 'quick' }, short)).toMatchObject({ status: 'created' });
    });

    it('brings nothing back that was forgotten, though the client’s caps look back further by now', async () => {
      await bench.tryCreate({}, ofClient(9, 30));
      await bench.advance(30_000);
      await bench.tryCreate({}, ofClient(9, 600));
      expect(await bench.tryCreate({}, ofClient(2, 600))).toMatchObject({ status: 'created' });
    });

    it('of a user is judged by the caps of who asks: a higher one leaves room that others cannot use up', async () => {
      for (const clientId of ['one', 'two', 'three']) await bench.tryCreate({ clientId }, ofUser(2));
      expect(await bench.tryCreate({ clientId: 'three' }, ofUser(2))).toMatchObject({
        cap: 'promptsPerUser',
      });
      expect(await bench.tryCreate({ clientId: 'bank' }, ofUser(3))).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ clientId: 'bank' }, ofUser(3))).toMatchObject({ cap: 'promptsPerUser' });
    });

    it('lets exactly as many of 30 at once through as it says', async () => {
      const caps = ofUser(7);
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, (_, n) => bench.tryCreate({ clientId: `client-${n}` }, caps)),
      );
      expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(7);
    });
  });

  describe('a cool-down', () => {
    it('begins with the second denial in a row and doubles with each, up to its most', async () => {
      expect(await decideNext(denial, cooling)).toBe('created');
      expect(await decideNext(denial, cooling)).toBe('created');
      for (const seconds of [10, 20, 40, 60, 60]) {
        expect(await bench.tryCreate({}, cooling)).toStrictEqual(limited('coolDown', seconds));
        await bench.advance(seconds * 1000 - 1);
        expect(await bench.tryCreate({}, cooling)).toMatchObject({ status: 'limited' });
        await bench.advance(1);
        expect(await decideNext(denial, cooling)).toBe('created');
      }
    });

    it('is forgotten once the user approves', async () => {
      await decideNext(denial, noCaps);
      await decideNext(denial, noCaps);
      await decideNext(approval(), noCaps);
      expect(await decideNext(denial, cooling)).toBe('created');
      expect(await decideNext(denial, cooling)).toBe('created');
      expect(await bench.tryCreate({}, cooling)).toMatchObject({ cap: 'coolDown' });
    });

    it('is of that client and that user alone', async () => {
      await decideNext(denial, noCaps);
      await decideNext(denial, noCaps);
      expect(await bench.tryCreate({}, cooling)).toMatchObject({ cap: 'coolDown' });
      expect(await bench.tryCreate({ clientId: 'other-till' }, cooling)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ sub: 'bob' }, cooling)).toMatchObject({ status: 'created' });
    });

    it('forgets denials of the day before', async () => {
      await decideNext(denial, noCaps);
      await bench.advance(86_400_000);
      await decideNext(denial, noCaps);
      expect(await bench.tryCreate({}, cooling)).toMatchObject({ status: 'created' });
    });

    it('does not begin with what was cancelled or failed', async () => {
      for (const state of ['cancelled', 'cancelled', 'cancelled'] as const)
        await decideNext({ state, content: {} }, noCaps);
      expect(await bench.tryCreate({}, cooling)).toMatchObject({ status: 'created' });
    });
  });

  describe('a report', () => {
    const report = { ...denial, block: 3600 } as Decision;

    it('denies, and keeps that client from that user for its seconds, whatever caps there are', async () => {
      const request = await bench.create();
      expect(await bench.decide(request, report)).toMatchObject({ outcome: 'accepted' });
      expect(await bench.poll(request)).toStrictEqual({ status: 'denied' });
      expect(await bench.tryCreate({}, noCaps)).toStrictEqual(limited('reported', 3600));
      expect(await bench.tryCreate({ clientId: 'other-till' }, noCaps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ sub: 'bob' }, noCaps)).toMatchObject({ status: 'created' });
      await bench.advance(3_600_000);
      expect(await bench.tryCreate({}, noCaps)).toMatchObject({ status: 'created' });
    });

    it.each<[string, Decision, string]>([
      ['approved', approval(), 'conflict'],
      ['denied', denial, 'repeated'],
    ])(
      'holds of a request that was %s before, and changes nothing of that',
      async (_name, before, outcome) => {
        const request = await bench.create();
        await bench.decide(request, before);
        expect(await bench.decide(request, report)).toStrictEqual({ outcome });
        expect(await bench.tryCreate({}, noCaps)).toMatchObject({ cap: 'reported' });
      },
    );

    it('holds of a request that has expired', async () => {
      const request = await bench.create({ lifetime: 1 });
      await bench.advance(1000);
      expect(await bench.decide(request, report)).toStrictEqual({ outcome: 'expired' });
      expect(await bench.tryCreate({}, noCaps)).toMatchObject({ cap: 'reported' });
    });

    it('outlives whatever else is remembered of the client', async () => {
      await bench.tryCreate({}, ofClient(1, 30));
      await bench.decide(await bench.create(), { ...denial, block: 200_000 } as Decision);
      await bench.advance(86_400_000);
      await bench.tryCreate({ clientId: 'other-till' }, ofUser(9, 30));
      await bench.advance(113_590_000);
      expect(await bench.tryCreate({}, noCaps)).toStrictEqual(limited('reported', 10));
      await bench.advance(10_000);
      expect(await bench.tryCreate({}, noCaps)).toMatchObject({ status: 'created' });
    });

    it('of another user, or of a request that is none, does nothing', async () => {
      const { selector, approvalSecret, secretHash } = await bench.create();
      for (const [secret, by] of [
        [approvalSecret, 'bob'],
        [secretHash, 'alice'],
      ] as const)
        await bench.store.decide({ selector, secret }, report, by);
      expect(await bench.tryCreate({}, noCaps)).toMatchObject({ status: 'created' });
      expect(await bench.tryCreate({ sub: 'bob' }, noCaps)).toMatchObject({ status: 'created' });
    });
  });
}
