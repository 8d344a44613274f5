import type { NewRequest } from '../../lib/request/record.js';
import type { PollOutcome } from '../../lib/request/store.js';
import { useBench } from '../support/contract-bench.ts';
import type { StoreCase } from '../support/stores.ts';

const pending = (interval: number) => ({ status: 'pending', interval });
const slowDown = (interval: number) => ({ status: 'slow_down', interval });

/** The answer without the time that is left, which is no matter of the rate. */
function judged(answer: PollOutcome): object {
  if (answer.status !== 'pending') return answer;
  const { left: _left, ...rest } = answer;
  return rest;
}

export function describePollRate(storeCase: StoreCase): void {
  const bench = useBench(storeCase);
  const pollAfter = async (request: NewRequest, milliseconds: number) => {
    await bench.advance(milliseconds);
    return judged(await bench.poll(request));
  };
  const polledOnce = async (values: Partial<NewRequest> = {}): Promise<NewRequest> => {
    const request = await bench.create(values);
    expect(await pollAfter(request, 0)).toStrictEqual(pending(request.interval));
    return request;
  };

  it('never finds the first poll too fast', async () => {
    const request = await bench.create({ interval: 60 });
    expect(await pollAfter(request, 0)).toStrictEqual(pending(60));
  });

  it('takes a poll 500 ms early as on time', async () => {
    expect(await pollAfter(await polledOnce(), 4500)).toStrictEqual(pending(5));
  });

  it('takes a poll 501 ms early as too fast', async () => {
    expect(await pollAfter(await polledOnce(), 4499)).toStrictEqual(slowDown(10));
  });

  it('raises the interval by 5 s with each early poll, up to 60 s', async () => {
    const request = await polledOnce();
    const answers: unknown[] = [];
    for (let n = 0; n < 13; n += 1) answers.push(await pollAfter(request, 1000));
    const grown = [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 60, 60];
    expect(answers).toStrictEqual(grown.map(slowDown));
  });

  it('never raises the interval beyond 60 s when it is no multiple of 5', async () => {
    expect(await pollAfter(await polledOnce({ interval: 57 }), 1000)).toStrictEqual(slowDown(60));
  });

  it('never shrinks an interval above 60 s', async () => {
    expect(await pollAfter(await polledOnce({ interval: 90 }), 1000)).toStrictEqual(slowDown(90));
  });

  it('keeps a raised interval for good', async () => {
    const request = await polledOnce();
    await pollAfter(request, 1000);
    expect(await pollAfter(request, 9500)).toStrictEqual(pending(10));
    expect(await pollAfter(request, 9500)).toStrictEqual(pending(10));
    expect(await pollAfter(request, 4500)).toStrictEqual(slowDown(15));
  });

  it('leaves the announced interval of the record as it was', async () => {
    const request = await polledOnce();
    await pollAfter(request, 1000);
    expect(await bench.get(request)).toMatchObject({ record: { interval: 5 } });
  });

  it('raises nothing for a burst of polls within 100 ms of a counted one', async () => {
    const request = await polledOnce();
    expect(await pollAfter(request, 0)).toStrictEqual(slowDown(5));
    expect(await pollAfter(request, 50)).toStrictEqual(slowDown(5));
    expect(await pollAfter(request, 50)).toStrictEqual(slowDown(5));
  });

  it('ends the burst after 100 ms', async () => {
    expect(await pollAfter(await polledOnce(), 101)).toStrictEqual(slowDown(10));
  });

  it('raises nothing for a burst after a poll that raised the interval', async () => {
    const request = await polledOnce();
    await pollAfter(request, 1000);
    expect(await pollAfter(request, 100)).toStrictEqual(slowDown(10));
    expect(await pollAfter(request, 1)).toStrictEqual(slowDown(15));
  });

  it('measures from the counted poll, not from the burst after it', async () => {
    const request = await polledOnce();
    await pollAfter(request, 100);
    expect(await pollAfter(request, 4400)).toStrictEqual(pending(5));
  });

  it('restarts the clock with a poll that is too early', async () => {
    const request = await polledOnce();
    await pollAfter(request, 4000);
    expect(await pollAfter(request, 9499)).toStrictEqual(slowDown(15));
  });

  it('finds a poll on time when it waits for the raised interval from the early one', async () => {
    const request = await polledOnce();
    await pollAfter(request, 4000);
    expect(await pollAfter(request, 9500)).toStrictEqual(pending(10));
  });

  it('counts no poll with a wrong secret or of another client', async () => {
    const request = await bench.create();
    await bench.poll(request, { secretHash: bench.draw().secretHash });
    await bench.poll(request, { clientId: 'other-till' });
    expect(await pollAfter(request, 0)).toStrictEqual(pending(5));
    await bench.advance(4499);
    await bench.poll(request, { clientId: 'other-till' });
    expect(await pollAfter(request, 1)).toStrictEqual(pending(5));
  });

  it('counts the polls of each request by themselves', async () => {
    await polledOnce();
    await polledOnce();
  });
}
