import { describe, expect, it } from '@jest/globals';
import type { PollOutcome } from '../../lib/request/store.js';
import { Watchers } from '../../lib/request/watchers.js';
import { heldPoll } from '../../lib/token/long-poll.js';
import { WAITING_CAPS, type WaitingCaps, WaitingPolls } from '../../lib/token/waiting-polls.js';

const PENDING: PollOutcome = { status: 'pending', interval: 5, left: 300_000 };

type Poller = Parameters<typeof heldPoll>[1];

/** Somebody who has just polled, and stays. */
function here(): Poller {
  return { arrivedAt: performance.now(), isGone: () => false, onGone: () => () => undefined };
}

/** Polls that nothing but a decision, by `decide`, or `close` of the room ends. */
function waitingRoom(caps: WaitingCaps) {
  const watchers = new Watchers();
  const decided = new Set<string>();
  const waiting = new WaitingPolls(caps);
  const store = {
    onChange: (selector: string, changed: () => void) => watchers.add(selector, changed),
    poll: async ({ selector }: { selector: string }) =>
      decided.has(selector) ? ({ status: 'denied' } as const) : PENDING,
  };
  const answered = new Set<string>();
  const poll = async (clientId: string, selector: string, poller = here()): Promise<PollOutcome> => {
    const question = { selector, clientId, secretHash: 'hash', lease: 10 };
    const outcome = await heldPoll(question, poller, { store: store as never, waiting, longPollTimeout: 25 });
    answered.add(selector);
    return outcome;
  };
  const hold = async (clientId: string, count: number): Promise<Promise<PollOutcome>[]> => {
    const polls = Array.from({ length: count }, (_, n) => poll(clientId, `${clientId}-${n}`));
    await new Promise(setImmediate);
    return polls;
  };
  const decide = (selector: string): void => {
    decided.add(selector);
    watchers.tell(selector);
  };
  return { poll, hold, decide, answered, waiting, watchers };
}

describe('the room for polls that wait', () => {
  it('is bounded to 10,000 in a process and 2,000 of a client', () => {
    expect(WAITING_CAPS).toEqual({ perProcess: 10_000, perClient: 2000 });
  });

  it('is shared: a client that fills its part is answered at once, and others still wait', async () => {
    const { poll, hold, answered, waiting } = waitingRoom(WAITING_CAPS);
    const polls = [...(await hold('greedy', 2000)), ...(await hold('modest', 1))];
    expect(await poll('greedy', 'one-too-many')).toEqual(PENDING);
    expect([...answered]).toEqual(['one-too-many']);
    waiting.close();
    await Promise.all(polls);
    expect(answered.size).toBe(2002);
  });

  it('is full for everybody once the process is', async () => {
    const { poll, hold, answered, waiting } = waitingRoom(WAITING_CAPS);
    const clients = ['one', 'two', 'three', 'four', 'five'];
    const polls = (await Promise.all(clients.map((client) => hold(client, 2000)))).flat();
    expect(polls).toHaveLength(10_000);
    expect(answered.size).toBe(0);
    expect(await poll('newcomer', 'one-too-many')).toEqual(PENDING);
    waiting.close();
    await Promise.all(polls);
  });

  it.each([
    ['a decision', (room: ReturnType<typeof waitingRoom>) => room.decide('till-0')],
    ['a client that hangs up', (_room: ReturnType<typeof waitingRoom>, hangUp: () => void) => hangUp()],
  ])('is free again after %s', async (_what, end) => {
    const room = waitingRoom({ perProcess: 10, perClient: 1 });
    let [gone, hangUp] = [false, () => undefined as unknown];
    const poller: Poller = {
      ...here(),
      isGone: () => gone,
      onGone: (told: () => void) => {
        hangUp = told;
        return () => undefined;
      },
    };
    const first = room.poll('till', 'till-0', poller);
    await new Promise(setImmediate);
    expect(await room.poll('till', 'till-1')).toEqual(PENDING);
    end(room, () => {
      gone = true;
      hangUp();
    });
    await first;
    const next = room.poll('till', 'till-2');
    await new Promise(setImmediate);
    expect(room.answered.has('till-2')).toBe(false);
    room.decide('till-2');
    expect(await next).toEqual({ status: 'denied' });
    expect(room.watchers.size).toBe(0);
  });

  it('takes nobody in who has hung up before', async () => {
    const room = waitingRoom({ perProcess: 10, perClient: 1 });
    // A connection that is closed says so no more.
    const poll = room.poll('till', 'till-0', { ...here(), isGone: () => true });
    await new Promise(setImmediate);
    const answered = [...room.answered];
    room.waiting.close();
    await poll;
    expect(answered).toEqual(['till-0']);
  });

  it('is closed for good: nobody waits any more', async () => {
    const { poll, hold, waiting } = waitingRoom(WAITING_CAPS);
    const polls = await hold('till', 3);
    waiting.close();
    expect(await Promise.all(polls)).toEqual([PENDING, PENDING, PENDING]);
    expect(await poll('till', 'late')).toEqual(PENDING);
  });
});

describe('a poll that is held until its request expires', () => {
  it('hears that it has, though the clock of the store is somewhat behind that of the process', async () => {
    const answers: PollOutcome[] = [
      { status: 'pending', interval: 5, left: 30 },
      { status: 'pending', interval: 5, left: 20 },
      { status: 'pending', interval: 5, left: 1 },
      { status: 'expired', first: true, sub: 'alice' },
    ];
    const store = { onChange: () => () => undefined, poll: async () => answers.shift() };
    const waiting = new WaitingPolls(WAITING_CAPS);
    const question = { selector: 'one', clientId: 'till', secretHash: 'hash', lease: 10 };
    const context = { store: store as never, waiting, longPollTimeout: 25 };
    expect(await heldPoll(question, here(), context)).toEqual({
      status: 'expired',
      first: true,
      sub: 'alice',
    });
  });
});
