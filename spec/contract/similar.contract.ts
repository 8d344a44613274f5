import type { Caps } from '../../lib/request/caps.js';
import type { Decision, NewRequest } from '../../lib/request/record.js';
import { useBench } from '../support/contract-bench.ts';
import { approvalIdOf, denial, noCaps } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const like = (...over: string[]): Partial<NewRequest> => ({ bindingMessage: 'W4SCT', similar: { over } });
const created = { status: 'created' };
const perClient: Caps = { ...noCaps, pendingPerClientAndUser: 1 };
const perUser: Caps = { ...noCaps, pendingPerUser: 2 };

/** A request to which another of the same client, user and binding message matters. */
export function describeSimilar(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const isStored = async (request: NewRequest): Promise<boolean> =>
    (await bench.get(request)).outcome === 'found';

  it('is told of the one that is pending, and nothing is stored', async () => {
    const { selector } = await bench.create(like());
    const request = bench.draw(like());
    expect(await bench.store.create(request, noCaps)).toStrictEqual({ status: 'similar', selector });
    expect(await isStored(request)).toBe(false);
  });

  it('is told of the latest', async () => {
    const first = await bench.create(like());
    const second = await bench.create(like(first.selector));
    const similar = { status: 'similar', selector: second.selector };
    expect(await bench.tryCreate(like())).toStrictEqual(similar);
    expect(await bench.tryCreate(like(first.selector))).toStrictEqual(similar);
  });

  it.each<[string, Partial<NewRequest>]>([
    ['binding message', { bindingMessage: 'other' }],
    ['user', { sub: 'bob' }],
    ['client', { clientId: 'other-till' }],
  ])('is told of none with another %s', async (_name, values) => {
    await bench.create(like());
    expect(await bench.tryCreate({ ...like(), ...values })).toMatchObject(created);
  });

  it('is told of none that has expired', async () => {
    await bench.create({ ...like(), lifetime: 10 });
    await bench.advance(9000);
    expect(await bench.tryCreate(like())).toMatchObject({ status: 'similar' });
    await bench.advance(1000);
    expect(await bench.tryCreate(like())).toMatchObject(created);
  });

  it('is stored where it names that one, which goes on until it is decided', async () => {
    const first = await bench.create(like());
    await bench.create(like(first.selector));
    expect(await bench.poll(first)).toMatchObject({ status: 'pending' });
    expect(await bench.store.list('alice')).toHaveLength(2);
  });

  it('counts no pending request whose place it takes, or would take, and any other', async () => {
    const first = await bench.create(like(), perClient);
    expect(await bench.tryCreate(like(), perClient)).toMatchObject({ status: 'similar' });
    const second = await bench.create(like(first.selector), perClient);
    expect(await bench.tryCreate(like(second.selector), perClient)).toMatchObject({ status: 'limited' });
    expect(await bench.tryCreate(like(first.selector), perClient)).toMatchObject({ status: 'similar' });
    await bench.create(like(first.selector, second.selector), perClient);
  });

  it('needs no free slot of its user’s: it has that of the one before', async () => {
    const first = await bench.create(like(), perUser);
    await bench.create({ clientId: 'other-till' }, perUser);
    expect(await bench.tryCreate({ clientId: 'third' }, perUser)).toMatchObject({ status: 'limited' });
    expect(await bench.tryCreate(like(), perUser)).toMatchObject({ status: 'similar' });
    await bench.create(like(first.selector), perUser);
  });

  describe('that a cap refuses is told so, and of no other:', () => {
    const refusal = async (caps: Caps): Promise<unknown> => {
      const outcome = await bench.tryCreate(like(), caps);
      return outcome.status === 'limited' ? outcome.cap : outcome.status;
    };
    const denied = async (decision: Decision = denial): Promise<void> => {
      const request = await bench.create();
      await bench.store.decide(approvalIdOf(request), decision, 'alice');
    };

    it.each(['promptsPerClientAndUser', 'promptsPerUser'] as const)('%s', async (cap) => {
      const caps: Caps = { ...noCaps, [cap]: { most: 1, seconds: 60 } };
      await bench.create(like(), caps);
      expect(await refusal(caps)).toBe(cap);
      await bench.advance(60_000);
      expect(await refusal(caps)).toBe('similar');
    });

    it('coolDown', async () => {
      const caps: Caps = { ...noCaps, coolDown: { seconds: 10, most: 60 } };
      await bench.create(like(), caps);
      await denied();
      await denied();
      expect(await refusal(caps)).toBe('coolDown');
    });

    it('reported', async () => {
      await bench.create(like());
      await denied({ ...denial, block: 60 } as Decision);
      expect(await refusal(noCaps)).toBe('reported');
    });

    it.each<[keyof Caps, Caps]>([
      ['pendingPerClientAndUser', perClient],
      ['pendingPerUser', { ...noCaps, pendingPerUser: 1 }],
    ])('%s, of what is pending besides', async (cap, caps) => {
      await bench.create(like());
      await bench.create({ bindingMessage: 'other' });
      expect(await refusal(caps)).toBe(cap);
    });
  });
}
