import type { Decision } from '../../lib/request/record.js';
import { useBench } from '../support/contract-bench.ts';
import {
  approval,
  approvalIdOf,
  cancellation,
  denial,
  failure,
  refusals,
} from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const everyDecision: readonly Decision[] = [approval(), ...refusals];
const pairs = everyDecision.flatMap((first) => everyDecision.map((second) => ({ first, second })));
const accepted = { outcome: 'accepted', clientId: 'till', sub: 'alice', notifies: false };
const outcome = (name: string) => ({ outcome: name });

export function describeDecide(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it.each(everyDecision)('accepts $state for a pending request', async (decision) => {
    const request = await bench.create();
    expect(await bench.decide(request, decision)).toStrictEqual(accepted);
    expect(await bench.get(request)).toMatchObject({ state: decision.state });
  });

  it.each(everyDecision)('accepts $state without a user', async (decision) => {
    const request = await bench.create();
    expect(await bench.store.decide(approvalIdOf(request), decision)).toStrictEqual(accepted);
    expect(await bench.get(request)).toMatchObject({ state: decision.state });
  });

  it.each(pairs)('answers $second.state after $first.state with its rule', async ({ first, second }) => {
    const request = await bench.create();
    await bench.decide(request, first);
    const expected = outcome(first.state === second.state ? 'repeated' : 'conflict');
    expect(await bench.decide(request, second)).toStrictEqual(expected);
    expect(await bench.store.decide(approvalIdOf(request), second)).toStrictEqual(expected);
    expect(await bench.get(request)).toMatchObject({ state: first.state });
  });

  it.each([
    [approval({ acr: 'phr' }), approval({ acr: 'phrh' })],
    [approval(), approval({ auth_time: 1 })],
    [approval({ scope: ['openid', 'a'] }), approval({ scope: ['a', 'openid'] })],
    [failure('one'), failure('two')],
  ])('answers the same decision with other content with conflict: %j, %j', async (first, second) => {
    const request = await bench.create();
    await bench.decide(request, first);
    expect(await bench.decide(request, second)).toStrictEqual(outcome('conflict'));
  });

  it('answers the same content in another order of members with repeated', async () => {
    const request = await bench.create();
    const [one, two] = [
      { type: 'pay', to: { iban: 'x', name: 'y' } },
      { to: { name: 'y', iban: 'x' }, type: 'pay' },
    ];
    await bench.decide(request, approval({ acr: 'a', authorization_details: [one] }));
    const again = approval({ authorization_details: [two], acr: 'a' });
    expect(await bench.decide(request, again)).toStrictEqual(outcome('repeated'));
  });

  it('keeps the approval that was accepted, not one that came later', async () => {
    const request = await bench.approved({}, { acr: 'first' });
    await bench.decide(request, approval({ acr: 'second' }));
    expect((await bench.claim(request)).approval).toMatchObject({ acr: 'first' });
  });

  it('keeps an approval redeemable after a denial, failure and cancellation came too late', async () => {
    const request = await bench.approved();
    for (const late of refusals) expect(await bench.decide(request, late)).toStrictEqual(outcome('conflict'));
    expect(await bench.store.commit((await bench.claim(request)).claim)).toBe('committed');
  });

  it('keeps a decision when the claim is held', async () => {
    const request = await bench.approved();
    const { claim } = await bench.claim(request);
    expect(await bench.decide(request, denial)).toStrictEqual(outcome('conflict'));
    expect(await bench.decide(request, approval())).toStrictEqual(outcome('repeated'));
    expect(await bench.store.commit(claim)).toBe('committed');
  });

  it('answers after the redemption as before it', async () => {
    const request = await bench.redeemed();
    expect(await bench.decide(request, approval())).toStrictEqual(outcome('repeated'));
    expect(await bench.decide(request, approval({ acr: 'x' }))).toStrictEqual(outcome('conflict'));
    for (const late of refusals) expect(await bench.decide(request, late)).toStrictEqual(outcome('conflict'));
    expect(await bench.poll(request)).toMatchObject({ status: 'redeemed' });
  });

  it('takes no decision from exactly the expiry on', async () => {
    const [early, late] = [await bench.create(), await bench.create()];
    await bench.advance(299_999);
    expect(await bench.decide(early, approval())).toStrictEqual(accepted);
    await bench.advance(1);
    for (const decision of everyDecision)
      expect(await bench.decide(late, decision)).toStrictEqual(outcome('expired'));
    expect(await bench.store.decide(approvalIdOf(late), cancellation)).toStrictEqual(outcome('expired'));
  });

  it('judges the expiry before the state', async () => {
    const [approved, redeemed] = [await bench.approved(), await bench.redeemed()];
    await bench.advance(300_000);
    expect(await bench.decide(approved, approval())).toStrictEqual(outcome('expired'));
    expect(await bench.decide(redeemed, denial)).toStrictEqual(outcome('expired'));
  });

  it('judges the user before expiry and state', async () => {
    const [pending, approved] = [await bench.create(), await bench.approved()];
    const byBob = (request: typeof pending) => bench.store.decide(approvalIdOf(request), denial, 'bob');
    expect(await byBob(pending)).toStrictEqual(outcome('wrong_user'));
    expect(await byBob(approved)).toStrictEqual(outcome('wrong_user'));
    await bench.advance(300_000);
    expect(await byBob(pending)).toStrictEqual(outcome('wrong_user'));
  });

  it('changes nothing when another user decides', async () => {
    const request = await bench.create();
    await bench.store.decide(approvalIdOf(request), approval(), 'bob');
    expect(await bench.get(request)).toMatchObject({ state: 'pending' });
  });

  it('takes an empty user for the wrong one, not for none', async () => {
    const request = await bench.create();
    expect(await bench.store.decide(approvalIdOf(request), approval(), '')).toStrictEqual(
      outcome('wrong_user'),
    );
    expect(await bench.get(request)).toMatchObject({ state: 'pending' });
  });

  it('does not know a request by a wrong approval secret, whoever decides', async () => {
    const request = await bench.create();
    const id = { selector: request.selector, secret: bench.draw().approvalSecret };
    for (const by of ['alice', 'bob', undefined])
      expect(await bench.store.decide(id, approval(), by)).toStrictEqual(outcome('unknown'));
    expect(await bench.get(request)).toMatchObject({ state: 'pending' });
  });

  it('does not know a request that was never stored, whoever decides', async () => {
    for (const by of ['alice', undefined])
      expect(await bench.store.decide(approvalIdOf(bench.draw()), denial, by)).toStrictEqual(
        outcome('unknown'),
      );
  });

  it('does not take the client’s secret, plain or hashed, for the approval secret', async () => {
    const { selector, secretHash } = await bench.create();
    expect(await bench.store.decide({ selector, secret: secretHash }, approval(), 'alice')).toStrictEqual(
      outcome('unknown'),
    );
  });
}
