import { useBench } from '../support/contract-bench.ts';
import { approval, approvalIdOf, denial, noCaps } from '../support/contract-requests.ts';
import type { StoreCase } from '../support/stores.ts';

const MANY = 50;

function many<Answer>(ask: (n: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: MANY }, (_, n) => ask(n)));
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

export function describeParallel(storeCase: StoreCase): void {
  const bench = useBench(storeCase);

  it(`gives the claim to exactly one of ${MANY} polls`, async () => {
    const request = await bench.approved();
    const answers = await many(() => bench.poll(request));
    expect(tally(answers.map(({ status }) => status))).toStrictEqual({ ready: 1, claimed: MANY - 1 });
  });

  it(`accepts exactly one of ${MANY} approvals and denials, and all others agree on it`, async () => {
    const request = await bench.create();
    const answers = await many((n) => bench.decide(request, n % 2 === 0 ? approval() : denial));
    const counts = tally(answers.map(({ outcome }) => outcome));
    expect(counts).toStrictEqual({ accepted: 1, repeated: MANY / 2 - 1, conflict: MANY / 2 });
    const winner = answers.findIndex(({ outcome }) => outcome === 'accepted');
    expect(await bench.get(request)).toMatchObject({ state: winner % 2 === 0 ? 'approved' : 'denied' });
  });

  it(`accepts exactly one of ${MANY} approvals with different content`, async () => {
    const request = await bench.create();
    const answers = await many((n) => bench.decide(request, approval({ acr: String(n) })));
    expect(tally(answers.map(({ outcome }) => outcome))).toStrictEqual({ accepted: 1, conflict: MANY - 1 });
    const winner = answers.findIndex(({ outcome }) => outcome === 'accepted');
    expect((await bench.claim(request)).approval.acr).toBe(String(winner));
  });

  it(`accepts exactly one of ${MANY} decisions with and without a user`, async () => {
    const request = await bench.create();
    const id = approvalIdOf(request);
    const answers = await many((n) => bench.store.decide(id, denial, n % 2 === 0 ? 'alice' : undefined));
    expect(tally(answers.map(({ outcome }) => outcome))).toStrictEqual({ accepted: 1, repeated: MANY - 1 });
  });

  it(`counts ${MANY} polls of a pending request at once as one`, async () => {
    const request = await bench.create();
    const answers = await many(() => bench.poll(request));
    expect(tally(answers.map(({ status }) => status))).toStrictEqual({ pending: 1, slow_down: MANY - 1 });
    await bench.advance(4500);
    expect(await bench.poll(request)).toStrictEqual({ status: 'pending', interval: 5, left: 295_500 });
  });

  it(`stores no more than the cap of ${MANY} requests at once`, async () => {
    const caps = { ...noCaps, pendingPerClientAndUser: 3 };
    const answers = await many(() => bench.tryCreate({}, caps));
    expect(tally(answers.map(({ status }) => status))).toStrictEqual({ created: 3, limited: MANY - 3 });
    expect(await bench.store.list('alice')).toHaveLength(3);
  });

  it(`stores a request that is sent ${MANY} times at once as one`, async () => {
    const request = bench.draw();
    const caps = { ...noCaps, pendingPerUser: 1, pendingPerClientAndUser: 1 };
    const answers = await many(() => bench.store.create(request, caps));
    expect(tally(answers.map(({ status }) => status))).toStrictEqual({ created: MANY });
    expect(await bench.store.list('alice')).toHaveLength(1);
  });

  it(`commits every one of ${MANY} commits of one claim and of no older claim`, async () => {
    const request = await bench.approved();
    const first = await bench.claim(request);
    await bench.store.release(first.claim);
    const second = await bench.claim(request);
    const answers = await many((n) => bench.store.commit(n % 2 === 0 ? second.claim : first.claim));
    expect(tally(answers)).toStrictEqual({ committed: MANY / 2, lost: MANY / 2 });
  });

  it(`notices an expiry in exactly one of ${MANY} polls`, async () => {
    const request = await bench.create();
    await bench.advance(300_000);
    const answers = await many(() => bench.poll(request));
    expect(answers.filter((answer) => answer.status === 'expired' && answer.first)).toHaveLength(1);
  });
}
