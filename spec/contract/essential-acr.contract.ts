import type { JsonObject } from '../../lib/request/record.js';
import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, refusals } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const accepted = { outcome: 'accepted', clientId: 'till', sub: 'alice', notifies: false };
const stepUp = { outcome: 'step_up' };
const claims: JsonObject = { id_token: { acr: { essential: true, values: ['urn:high'] } } };

export function describeEssentialAcr(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it.each([{}, { amr: ['pin'] }, { auth_time: 1 }, { scope: ['openid'] }])(
    'is not met by an approval that names none, which decides nothing: %j',
    async (content) => {
      const request = await bench.create({ claims });
      expect(await bench.decide(request, approval(content))).toStrictEqual(stepUp);
      expect(await bench.store.decide(approvalIdOf(request), approval(content))).toStrictEqual(stepUp);
      expect(await bench.get(request)).toMatchObject({ outcome: 'found', state: 'pending' });
      expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 300_000 });
      expect(await bench.store.list('alice')).toHaveLength(1);
      expect(await bench.decide(request, approval({ ...content, acr: 'urn:high' }))).toStrictEqual(accepted);
      expect((await bench.claim(request)).approval).toMatchObject({ ...content, acr: 'urn:high' });
    },
  );

  it.each<JsonObject>([
    { id_token: { acr: { essential: true } } },
    { id_token: { acr: { essential: true, value: 'urn:high' } } },
    { id_token: { acr: { essential: true, values: [] } } },
  ])('is asked for by %j', async (asked) => {
    const request = await bench.create({ claims: asked });
    expect(await bench.decide(request, approval())).toStrictEqual(stepUp);
  });

  it.each<JsonObject>([
    {},
    { id_token: { acr: null } },
    { id_token: { acr: { values: ['urn:high'] } } },
    { id_token: { acr: { essential: false, value: 'urn:high' } } },
    { id_token: { amr: { essential: true } } },
    { userinfo: { acr: { essential: true } } },
  ])('is not asked for by %j', async (asked) => {
    const request = await bench.create({ claims: asked });
    expect(await bench.decide(request, approval())).toStrictEqual(accepted);
  });

  it('is not asked for by values of which any will do', async () => {
    const request = await bench.create({ acrValues: ['urn:high'], maxAge: 300 });
    expect(await bench.decide(request, approval())).toStrictEqual(accepted);
  });

  it('is met by any that an approval names: which one is judged before', async () => {
    const request = await bench.create({ claims });
    expect(await bench.decide(request, approval({ acr: 'urn:low' }))).toStrictEqual(accepted);
  });

  it.each(refusals)('stands in the way of no other decision: $state', async (decision) => {
    const request = await bench.create({ claims });
    expect(await bench.decide(request, decision)).toStrictEqual(accepted);
  });

  it('is judged after secret, user, expiry and state', async () => {
    const [pending, denied] = [await bench.create({ claims }), await bench.create({ claims })];
    await bench.decide(denied, denial);
    const unknown = { selector: pending.selector, secret: bench.draw().approvalSecret };
    expect(await bench.store.decide(unknown, approval(), 'alice')).toStrictEqual({ outcome: 'unknown' });
    const byBob = await bench.store.decide(approvalIdOf(pending), approval(), 'bob');
    expect(byBob).toStrictEqual({ outcome: 'wrong_user' });
    expect(await bench.decide(denied, approval())).toStrictEqual({ outcome: 'conflict' });
    await bench.advance(300_000);
    expect(await bench.decide(pending, approval())).toStrictEqual({ outcome: 'expired' });
  });

  it('tells nobody of an approval that does not name one', async () => {
    const request = await bench.create({ claims, deliveryMode: 'ping', callback: 'sealed' });
    await bench.store.acknowledged(request.selector);
    expect(await bench.decide(request, approval())).toStrictEqual(stepUp);
    expect(await bench.store.take(10, 30)).toStrictEqual([]);
    const named = await bench.decide(request, approval({ acr: 'urn:high' }));
    expect(named).toStrictEqual({ ...accepted, notifies: true });
    expect(await bench.store.take(10, 30)).toHaveLength(1);
  });
}
