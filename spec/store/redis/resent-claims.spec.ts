import type { Claim } from '../../../lib/request/store.js';
import { approval, questionOf } from '../../support/contract-requests.ts';
import { LEASE, useResending } from '../../support/resending-bench.ts';

describe('a command about a claim that is sent again later', () => {
  const bench = useResending();

  it.each(['poll', 'claim'] as const)('has the claim that its first %s took, for the lease', async (name) => {
    const request = await bench.decided(approval(), { deliveryMode: 'push' });
    const store = bench.cutOff(2000);
    const outcome = await (name === 'poll'
      ? store.poll({ ...questionOf(request), lease: LEASE })
      : store.claim(request.selector, LEASE));
    if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
    bench.clock.advance(11_999);
    expect(await bench.sound.claim(request.selector, LEASE)).toStrictEqual({ status: 'claimed' });
    expect(await bench.sound.commit(outcome.claim)).toBe('committed');
  });

  it('has no claim where another poll has taken it since', async () => {
    const request = await bench.decided(approval());
    const others: Claim[] = [];
    const meanwhile = async (): Promise<void> => {
      bench.clock.advance(10_000);
      others.push(await bench.claimBy(bench.sound, request));
    };
    expect(await bench.cutOff(10_000, meanwhile).poll(questionOf(request))).toStrictEqual({
      status: 'claimed',
    });
    expect(await bench.sound.commit(others[0] as Claim)).toBe('committed');
  });

  it('has committed although the lease is over meanwhile', async () => {
    const request = await bench.decided(approval());
    const claim = await bench.claimBy(bench.sound, request);
    bench.clock.advance(9000);
    expect(await bench.cutOff(60_000).commit(claim)).toBe('committed');
    expect(await bench.sound.poll(questionOf(request))).toMatchObject({ status: 'redeemed' });
  });

  it('keeps no tokens that were delivered since', async () => {
    const request = await bench.decided(approval(), { deliveryMode: 'push' });
    const claim = await bench.claimBy(bench.sound, request);
    const meanwhile = async () => bench.sound.settle((await bench.takeOne()).ticket);
    expect(await bench.cutOff(0, meanwhile).commit(claim, 'SEALED-TOKENS')).toBe('committed');
    bench.clock.advance(30_000);
    expect(await bench.sound.take(10, 30)).toStrictEqual([]);
    expect(await bench.stored(request)).not.toContain('SEALED-TOKENS');
  });

  it('gives back no claim but its own', async () => {
    const request = await bench.decided(approval());
    const claim = await bench.claimBy(bench.sound, request);
    const others: Claim[] = [];
    const meanwhile = async (): Promise<void> => void others.push(await bench.claimBy(bench.sound, request));
    await bench.cutOff(0, meanwhile).release(claim);
    expect(await bench.sound.commit(others[0] as Claim)).toBe('committed');
  });
});
