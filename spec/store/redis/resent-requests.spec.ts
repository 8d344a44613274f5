import {
  approval,
  approvalIdOf,
  denial,
  newRequest,
  noCaps,
  questionOf,
} from '../../support/contract-requests.ts';
import { useResending } from '../../support/resending-bench.ts';

describe('a command about a request that is sent again later', () => {
  const bench = useResending();

  it('stores a request once, and counts it once', async () => {
    const caps = { ...noCaps, pendingPerUser: 3, promptsPerUser: { most: 2, seconds: 60 } };
    const [first, second] = [newRequest(), newRequest()];
    for (const request of [first, second])
      expect(await bench.cutOff(3000).create(request, caps)).toStrictEqual({
        status: 'created',
        receivedAt: bench.clock.now(),
        expiresAt: bench.clock.now() + 300_000,
      });
    expect(await bench.sound.list(first.sub)).toHaveLength(2);
    expect(await bench.sound.create(newRequest(), caps)).toMatchObject({
      status: 'limited',
      cap: 'promptsPerUser',
    });
  });

  it.each([0, 1000, 4999])('counts a poll once, after %i ms', async (ms) => {
    const request = await bench.created();
    const answer = { status: 'pending', interval: 5 };
    expect(await bench.cutOff(ms).poll(questionOf(request))).toMatchObject(answer);
    bench.clock.advance(5000);
    expect(await bench.sound.poll(questionOf(request))).toMatchObject(answer);
  });

  it.each([0, 1000])(
    'tells a poll that came too fast so again, and grows its interval once, after %i ms',
    async (ms) => {
      const request = await bench.created();
      await bench.sound.poll(questionOf(request));
      bench.clock.advance(1000);
      expect(await bench.cutOff(ms).poll(questionOf(request))).toStrictEqual({
        status: 'slow_down',
        interval: 10,
      });
      bench.clock.advance(10_000);
      expect(await bench.sound.poll(questionOf(request))).toMatchObject({ status: 'pending', interval: 10 });
    },
  );

  it('notices an expiry', async () => {
    const request = await bench.created();
    bench.clock.advance(300_000);
    const expired = { status: 'expired', sub: request.sub };
    expect(await bench.cutOff(1000).poll(questionOf(request))).toStrictEqual({ ...expired, first: true });
    expect(await bench.cutOff(1000).poll(questionOf(request))).toStrictEqual({ ...expired, first: false });
  });

  it('has decided although the request has expired meanwhile', async () => {
    const request = await bench.created();
    bench.clock.advance(299_000);
    const id = approvalIdOf(request);
    expect(await bench.cutOff(1000).decide(id, approval(), request.sub)).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('has decided, and tells the client once, although it has been told meanwhile', async () => {
    const request = await bench.created({ deliveryMode: 'ping' });
    const meanwhile = async () => bench.sound.settle((await bench.takeOne()).ticket);
    expect(await bench.cutOff(0, meanwhile).decide(approvalIdOf(request), denial, request.sub)).toStrictEqual(
      {
        outcome: 'accepted',
        clientId: 'till',
        sub: 'alice',
        notifies: true,
      },
    );
    bench.clock.advance(60_000);
    expect(await bench.sound.take(10, 30)).toStrictEqual([]);
  });

  it('has not decided what another decided before', async () => {
    const request = await bench.decided(approval());
    const [again, other] = [approval(), denial].map((decision) =>
      bench.cutOff(0).decide(approvalIdOf(request), decision, request.sub),
    );
    expect(await again).toStrictEqual({ outcome: 'repeated' });
    expect(await other).toStrictEqual({ outcome: 'conflict' });
  });

  it('counts a denial once', async () => {
    const caps = { ...noCaps, coolDown: { seconds: 60, most: 600 } };
    const request = await bench.created();
    await bench.cutOff(1000).decide(approvalIdOf(request), denial, request.sub);
    expect(await bench.sound.create(newRequest(), caps)).toMatchObject({ status: 'created' });
  });
});
