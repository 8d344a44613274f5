import type { Caps } from '../../lib/request/caps.js';
import type { CreateOutcome } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, noCaps, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const perClient = (pendingPerClientAndUser: number): Caps => ({ ...noCaps, pendingPerClientAndUser });
const perUser = (pendingPerUser: number): Caps => ({ ...noCaps, pendingPerUser });
const limited = (cap: keyof Caps, retryAfter: number): CreateOutcome => ({
  status: 'limited',
  cap,
  retryAfter,
});

export function describeCaps(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const statuses = async (
    count: number,
    caps: Caps,
    clientOf = (_n: number) => 'till',
  ): Promise<string[]> => {
    const seen: string[] = [];
    for (let n = 0; n < count; n += 1)
      seen.push((await bench.tryCreate({ clientId: clientOf(n) }, caps)).status);
    return seen;
  };

  it('refuses the request beyond the cap of one client and user', async () => {
    expect(await statuses(3, perClient(2))).toStrictEqual(['created', 'created', 'limited']);
  });

  it('counts the cap of client and user for that client and that user alone', async () => {
    await bench.create({}, perClient(1));
    expect(await bench.tryCreate({ clientId: 'other-till' }, perClient(1))).toMatchObject({
      status: 'created',
    });
    expect(await bench.tryCreate({ sub: 'bob' }, perClient(1))).toMatchObject({ status: 'created' });
    expect(await bench.tryCreate({}, perClient(1))).toStrictEqual(limited('pendingPerClientAndUser', 300));
  });

  it('tells a client from another whose name it begins or ends with', async () => {
    await bench.create({ clientId: 'my till' });
    await bench.create({ clientId: 'till 2' });
    expect(await bench.tryCreate({}, perClient(1))).toMatchObject({ status: 'created' });
    expect(await bench.tryCreate({ clientId: 'my till' }, perClient(1))).toMatchObject({ status: 'limited' });
  });

  it('refuses the request beyond the cap of one user, whichever client asks', async () => {
    const each = await statuses(4, perUser(3), (n) => `client-${n}`);
    expect(each).toStrictEqual(['created', 'created', 'created', 'limited']);
  });

  it('counts the cap of one user for that user alone', async () => {
    await bench.create({}, perUser(1));
    expect(await bench.tryCreate({ sub: 'bob' }, perUser(1))).toMatchObject({ status: 'created' });
  });

  it('lets any number pass when both caps are false', async () => {
    expect(await statuses(15, noCaps)).toStrictEqual(Array(15).fill('created'));
  });

  it('keeps the last free slot of a user for a client that has none pending', async () => {
    expect(await statuses(3, perUser(3))).toStrictEqual(['created', 'created', 'limited']);
    expect(await bench.tryCreate({ clientId: 'other-till' }, perUser(3))).toMatchObject({
      status: 'created',
    });
    expect(await bench.tryCreate({ clientId: 'third-till' }, perUser(3))).toMatchObject({
      status: 'limited',
    });
  });

  it('names the cap of client and user first where both would refuse', async () => {
    const caps = { ...noCaps, pendingPerUser: 1, pendingPerClientAndUser: 1 };
    await bench.create({}, caps);
    expect(await bench.tryCreate({}, caps)).toStrictEqual(limited('pendingPerClientAndUser', 300));
  });

  it('says when the first of the client’s own requests expires', async () => {
    await bench.create({ clientId: 'other-till', lifetime: 20 });
    await bench.create({ lifetime: 90 });
    await bench.create({ lifetime: 60 });
    expect(await bench.tryCreate({}, perClient(2))).toStrictEqual(limited('pendingPerClientAndUser', 60));
  });

  it('says when the first of all the user’s requests expires', async () => {
    await bench.create({ lifetime: 90 });
    await bench.create({ clientId: 'other-till', lifetime: 20 });
    expect(await bench.tryCreate({}, perUser(2))).toStrictEqual(limited('pendingPerUser', 20));
  });

  it('rounds the seconds up and says at least one', async () => {
    await bench.create({ lifetime: 10 });
    await bench.advance(7001);
    expect(await bench.tryCreate({}, perClient(1))).toStrictEqual(limited('pendingPerClientAndUser', 3));
    await bench.advance(2998);
    expect(await bench.tryCreate({}, perClient(1))).toStrictEqual(limited('pendingPerClientAndUser', 1));
  });

  it('stores nothing of a refused request', async () => {
    await bench.create({}, perClient(1));
    const refused = bench.draw();
    await bench.store.create(refused, perClient(1));
    expect(await bench.poll(refused)).toStrictEqual({ status: 'unknown' });
    expect(await bench.store.list('alice')).toHaveLength(1);
  });

  it.each([approval(), ...refusals])('frees the slot of a request that was $state', async (decision) => {
    const request = await bench.create({}, perClient(1));
    await bench.decide(request, decision);
    expect(await bench.tryCreate({}, perClient(1))).toMatchObject({ status: 'created' });
  });

  it('frees the slot of a request that was decided without a user', async () => {
    const { selector, approvalSecret } = await bench.create({}, perUser(1));
    await bench.store.decide({ selector, secret: approvalSecret }, refusals[2]!);
    expect(await bench.tryCreate({}, perUser(1))).toMatchObject({ status: 'created' });
  });

  it('frees the slot of an expired request from exactly its expiry on', async () => {
    await bench.create({ lifetime: 10 }, perUser(1));
    await bench.advance(9999);
    expect(await bench.tryCreate({}, perUser(1))).toStrictEqual(limited('pendingPerUser', 1));
    await bench.advance(1);
    expect(await bench.tryCreate({}, perUser(1))).toMatchObject({ status: 'created' });
  });
}
