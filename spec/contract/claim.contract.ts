import { useBench } from '../support/contract-bench.ts';
import { everyValue, recordOf } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';
import { describeCommit } from './commit.contract.ts';

const fullApproval = {
  acr: 'urn:mace:incommon:iap:silver',
  amr: ['hwk', 'фейс'],
  auth_time: 1_767_268_800,
  scope: ['openid'],
  authorization_details: [{ type: 'payment', amount: { value: '12.50', currency: '€' }, tags: [] }],
};

export function describeClaim(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it('hands out the first claim with the record and the approval', async () => {
    const request = await bench.approved();
    expect(await bench.poll(request)).toStrictEqual({
      status: 'ready',
      record: recordOf(request, bench.now()),
      approval: { decidedAt: bench.now() },
      claim: { selector: request.selector, mark: expect.any(String) },
    });
  });

  it('hands out every value of record and approval exactly', async () => {
    const receivedAt = bench.now();
    const request = await bench.create(everyValue);
    await bench.advance(1234);
    const decision = { state: 'approved', content: fullApproval } as const;
    await bench.decide(request, decision);
    const decidedAt = bench.now();
    await bench.advance(1000);
    expect(await bench.poll(request)).toStrictEqual({
      status: 'ready',
      record: recordOf(request, receivedAt),
      approval: { ...fullApproval, decidedAt },
      claim: { selector: request.selector, mark: expect.any(String) },
    });
  });

  it('hands out the record unchanged after polls have raised the interval', async () => {
    const receivedAt = bench.now();
    const request = await bench.create();
    await bench.poll(request);
    await bench.advance(1000);
    await bench.poll(request);
    await bench.decide(request, { state: 'approved', content: {} });
    expect((await bench.claim(request)).record).toStrictEqual(recordOf(request, receivedAt));
  });

  it('keeps empty lists of an approval', async () => {
    const content = { amr: [], authorization_details: [] };
    const { approval } = await bench.claim(await bench.approved({}, content));
    expect(approval).toStrictEqual({ ...content, decidedAt: bench.now() });
  });

  it('answers claimed while another poll holds the claim', async () => {
    const request = await bench.approved();
    await bench.claim(request);
    expect(await bench.poll(request)).toStrictEqual({ status: 'claimed' });
    await bench.advance(9999);
    expect(await bench.poll(request)).toStrictEqual({ status: 'claimed' });
  });

  it('hands out another claim once the lease has ended, and the one before is lost', async () => {
    const request = await bench.approved();
    const { claim: first } = await bench.claim(request);
    await bench.advance(10_000);
    const { claim: second } = await bench.claim(request);
    expect(second).toStrictEqual({ selector: request.selector, mark: expect.any(String) });
    expect(second.mark).not.toBe(first.mark);
    expect(await bench.store.commit(first)).toBe('lost');
    expect(await bench.store.commit(second)).toBe('committed');
  });

  it('holds a claim for the lease that its own poll asked for', async () => {
    const request = await bench.approved();
    await bench.poll(request, { lease: 2 });
    await bench.advance(1999);
    expect(await bench.poll(request)).toStrictEqual({ status: 'claimed' });
    await bench.advance(1);
    expect(await bench.poll(request)).toMatchObject({ status: 'ready' });
  });

  it('hands out no claim once the request has expired', async () => {
    const request = await bench.approved();
    await bench.advance(300_000);
    expect(await bench.poll(request)).toMatchObject({ status: 'expired' });
  });

  describeCommit(bench);
}
