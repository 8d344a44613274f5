import { decoySub } from '../../lib/request/decoy.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, noCaps, refusals } from '../support/contract-requests.ts';
import { bell, heardOf, listening } from '../support/outbox-changes.ts';
import type { StoreCase } from '../support/stores.ts';

/** Being called when a user may have something new. */
export function describeUserChanges(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  beforeEach(() => listening(bench.store));
  afterEach(() => bench.store.close());

  it('comes when a request of the user is created, and is listed by then', async () => {
    const { ring, rung } = bell();
    bench.store.onUserChange('alice', ring);
    const request = await bench.create();
    await rung;
    expect(await bench.store.list('alice')).toMatchObject([{ selector: request.selector }]);
  });

  it.each([approval(), ...refusals])(
    'comes when one is $state, and is listed no longer by then',
    async (decision) => {
      const request = await bench.create();
      await heardOf(bench.store);
      const { ring, rung } = bell();
      bench.store.onUserChange('alice', ring);
      await bench.decide(request, decision);
      await rung;
      expect(await bench.store.list('alice')).toStrictEqual([]);
    },
  );

  it('comes when one is withdrawn, or decided for nobody', async () => {
    for (const end of [
      ({ selector }: { selector: string }) => bench.store.withdraw(selector),
      (request: Parameters<typeof approvalIdOf>[0]) => bench.store.decide(approvalIdOf(request), denial),
    ]) {
      const request = await bench.create();
      await heardOf(bench.store);
      const { ring, rung } = bell();
      bench.store.onUserChange('alice', ring);
      expect(await end(request)).toMatchObject({ outcome: 'accepted' });
      await rung;
    }
  });

  it('comes to everybody who waits for the same user, whatever the user is called', async () => {
    const sub = 'Ζωή | u:{0}\n__proto__';
    const bells = [bell(), bell(), bell()];
    for (const { ring } of bells) bench.store.onUserChange(sub, ring);
    await bench.create({ sub });
    await Promise.all(bells.map(({ rung }) => rung));
  });

  it('comes to nobody who waits for another user, or for a request', async () => {
    const { ring, calls } = bell();
    const request = bench.draw({ sub: 'bob' });
    for (const sub of ['alice', 'Bob', 'bo', '']) bench.store.onUserChange(sub, ring);
    bench.store.onChange('bob', ring);
    bench.store.onChange(request.selector, ring);
    await bench.store.create(request, noCaps);
    await heardOf(bench.store);
    expect(calls()).toBe(0);
  });

  it('comes to nobody who has ended it, whoever still waits', async () => {
    const [gone, staying] = [bell(), bell()];
    const stop = bench.store.onUserChange('alice', gone.ring);
    bench.store.onUserChange('alice', staying.ring);
    stop();
    stop();
    await bench.create();
    await staying.rung;
    expect(gone.calls()).toBe(0);
  });

  it('comes of nothing that changes no list', async () => {
    const request = await bench.create({ deliveryMode: 'ping', callback: 'sealed' });
    await bench.create({ sub: 'bob' });
    await heardOf(bench.store);
    const { ring, calls } = bell();
    bench.store.onUserChange('alice', ring);
    await bench.store.decide(approvalIdOf(request), denial, 'bob');
    await bench.tryCreate({}, { ...noCaps, pendingPerUser: 1 });
    await bench.poll(request);
    await bench.store.acknowledged(request.selector);
    await bench.store.list('alice');
    await heardOf(bench.store);
    expect(calls()).toBe(0);
  });

  it('comes of no decoy', async () => {
    const sub = decoySub('nobody');
    const { ring, calls } = bell();
    bench.store.onUserChange(sub, ring);
    const request = await bench.create({ sub });
    await bench.store.withdraw(request.selector);
    await heardOf(bench.store);
    expect(calls()).toBe(0);
  });
}
