import { DeadlineError } from '../../lib/deadline.js';
import { CibaError } from '../../lib/errors.js';
import type { NewRequest } from '../../lib/request/record.js';
import { type CibaStore, NothingStored, type PollOutcome } from '../../lib/request/store.js';
import { timelyStore } from '../../lib/request/timely-store.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import {
  approval,
  approvalIdOf,
  denial,
  newRequest,
  noCaps,
  questionOf,
} from '../support/contract-requests.ts';

const claim = { selector: 'S', mark: 'M' };
const ticket = claim;
const attempt = { kind: 'user_code', names: ['till', 'alice'], most: 5, seconds: 900 } as const;
const request = newRequest();
const id = approvalIdOf(request);

/** Every call of the port that is answered later. */
const calls: readonly [keyof CibaStore, (store: CibaStore) => Promise<unknown>][] = [
  ['create', (store) => store.create(request, noCaps)],
  ['poll', (store) => store.poll(questionOf(request))],
  ['claim', (store) => store.claim('S', 10)],
  ['commit', (store) => store.commit(claim, 'sealed')],
  ['release', (store) => store.release(claim)],
  ['decide', (store) => store.decide(id, denial, 'alice')],
  ['get', (store) => store.get(id, 'alice')],
  ['list', (store) => store.list('alice')],
  ['withdraw', (store) => store.withdraw('S')],
  ['isPending', (store) => store.isPending('S')],
  ['scan', (store) => store.scan({ filter: { sub: 'alice' }, limit: 10 })],
  ['unblock', (store) => store.unblock('alice', 'till')],
  ['acknowledged', (store) => store.acknowledged('S')],
  ['take', (store) => store.take(10, 30, '7')],
  ['settle', (store) => store.settle(ticket)],
  ['defer', (store) => store.defer(ticket, { ms: 1, counted: true })],
  ['bury', (store) => store.bury(ticket, { reason: 'status_410', counted: true })],
  ['deadLetters', (store) => store.deadLetters(10)],
  ['replay', (store) => store.replay('S')],
  ['useOnce', (store) => store.useOnce({ kind: 'assertion', owner: 'till', jti: 'j', seconds: 60 })],
  ['attempt', (store) => store.attempt(attempt)],
  ['forgive', (store) => store.forgive(attempt)],
  ['check', (store) => store.check()],
];

/** The memory store with some members replaced. */
function storeWith(inner: CibaStore, changes: Partial<CibaStore>): CibaStore {
  return { ...inner, ...changes };
}

/** Lets a promise's followers run. */
async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

async function refusalOf(call: Promise<unknown>): Promise<CibaError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CibaError)) throw new Error('no CibaError');
  return error;
}

/** A call that takes effect at once and is answered three seconds later. */
async function late<T>(answer: Promise<T>): Promise<T> {
  const value = await answer;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return value;
}

describe('a store under a deadline', () => {
  let memory: CibaStore;
  const inner = (): CibaStore => memory;
  const unavailable = async (call: Promise<unknown>): Promise<CibaError> => {
    const refused = refusalOf(call);
    await jest.advanceTimersByTimeAsync(2000);
    return refused;
  };
  const state = async (of: NewRequest): Promise<string> => {
    const found = await memory.get(approvalIdOf(of), of.sub);
    return found.outcome === 'found' ? found.state : found.outcome;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    memory = memoryStore();
  });
  afterEach(() => {
    memory.close();
    jest.useRealTimers();
  });

  it.each(calls)('hands on what %s answers in time, and leaves no timer', async (name, call) => {
    const answer = { answered: name } as never;
    const store = timelyStore({ [name]: async () => answer } as never, 2);
    expect(await call(store)).toBe(answer);
    await settle();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each(calls)('answers temporarily_unavailable with the cause when %s rejects', async (name, call) => {
    const cause = new Error('connection lost');
    const failing = storeWith(memory, { [name]: () => Promise.reject(cause) });
    const error = await refusalOf(call(timelyStore(failing, 2)));
    expect(error).toMatchObject({ error: 'temporarily_unavailable', cause });
  });

  it.each(calls)(
    'answers temporarily_unavailable when %s is late, not a millisecond before',
    async (name, call) => {
      const hanging = storeWith(memory, { [name]: () => new Promise(() => {}) });
      const onRefusal = jest.fn();
      const refused = refusalOf(call(timelyStore(hanging, 2)));
      refused.then(onRefusal, onRefusal);
      await jest.advanceTimersByTimeAsync(1999);
      expect(onRefusal).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      const { error, cause } = await refused;
      expect(error).toBe('temporarily_unavailable');
      expect(cause).toBeInstanceOf(DeadlineError);
      expect((cause as Error).message).toBe('the store took longer than 2 s');
    },
  );

  it('hands on a CibaError of the store as it is', async () => {
    const own = new CibaError('temporarily_unavailable', 'Come back later.', { retryAfter: 7 });
    const store = timelyStore(storeWith(memory, { get: () => Promise.reject(own) }), 2);
    expect(await refusalOf(store.get(id, 'alice'))).toBe(own);
  });

  it('fails a request whose creation took effect and was answered late', async () => {
    const store = timelyStore(storeWith(memory, { create: (...given) => late(inner().create(...given)) }), 2);
    await unavailable(store.create(request, noCaps));
    await settle();
    expect(await state(request)).toBe('failed');
  });

  it('fails a request whose creation takes effect only after the deadline', async () => {
    const delayed = async (...given: Parameters<CibaStore['create']>) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return inner().create(...given);
    };
    await unavailable(timelyStore(storeWith(memory, { create: delayed }), 2).create(request, noCaps));
    await jest.advanceTimersByTimeAsync(5000);
    expect(await state(request)).toBe('failed');
  });

  it('goes on trying to fail a request while the store is down', async () => {
    let down = true;
    const store = storeWith(memory, {
      create: async (...given) => {
        await inner().create(...given);
        throw new Error('connection lost');
      },
      decide: async (...given) => {
        if (down) throw new Error('connection lost');
        return inner().decide(...given);
      },
    });
    await refusalOf(timelyStore(store, 2).create(request, noCaps));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(await state(request)).toBe('pending');
    down = false;
    await jest.advanceTimersByTimeAsync(5000);
    expect(await state(request)).toBe('failed');
  });

  it('fails a request whose creation took effect and was never answered', async () => {
    const lost = async (...given: Parameters<CibaStore['create']>): Promise<never> => {
      await inner().create(...given);
      throw new Error('connection lost');
    };
    const store = timelyStore(storeWith(memory, { create: lost }), 2);
    await refusalOf(store.create(request, noCaps));
    await settle();
    expect(await state(request)).toBe('failed');
  });

  /** Has a request created whose storing is cut off, while `decide` answers what is given; the milliseconds at which that was asked. */
  const cutOff = async (
    lifetime: number,
    decide: CibaStore['decide'],
  ): Promise<{ store: CibaStore; asked: number[]; decided: jest.Mock }> => {
    const began = Date.now();
    const asked: number[] = [];
    const decided = jest.fn(async (...given: Parameters<CibaStore['decide']>) => {
      asked.push(Date.now() - began);
      return decide(...given);
    });
    const create = () => Promise.reject(new Error('connection lost'));
    const store = timelyStore(storeWith(memory, { create, decide: decided }), 2);
    await refusalOf(store.create({ ...request, lifetime }, noCaps));
    return { store, asked, decided: decided as unknown as jest.Mock };
  };
  const down = (): Promise<never> => Promise.reject(new Error('connection lost'));
  const unknown = async () => ({ outcome: 'unknown' }) as const;

  it('fails a request for its user, and announces nothing', async () => {
    const { decided } = await cutOff(300, async () => ({ outcome: 'failed' }) as never);
    await jest.advanceTimersByTimeAsync(10_000);
    const decision = { state: 'failed', content: { reason: 'store_unavailable' }, unannounced: true };
    expect(decided.mock.calls).toEqual([[id, decision, request.sub]]);
  });

  it('tries after 0.2 s, then twice as long, 5 s at most, for as long as the request lives', async () => {
    const { asked } = await cutOff(20, down);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([0, 200, 600, 1400, 3000, 6200, 11_200, 16_200]);
  });

  it('takes a request for never stored once it was unknown five times', async () => {
    const { asked } = await cutOff(300, unknown);
    await jest.advanceTimersByTimeAsync(300_000);
    expect(asked).toEqual([0, 200, 600, 1400, 3000]);
  });

  it('does not try any longer once it is closed', async () => {
    const { asked, store } = await cutOff(300, down);
    await jest.advanceTimersByTimeAsync(500);
    store.close();
    await jest.advanceTimersByTimeAsync(300_000);
    expect(asked).toEqual([0, 200]);
  });

  it('fails a thousand requests at once and no more, and others once those are done', async () => {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const decide = jest.fn(async () => {
      await answered;
      return { outcome: 'failed' } as never;
    });
    const store = timelyStore(storeWith(memory, { create: down, decide }), 2);
    for (let count = 0; count < 1002; count += 1) await refusalOf(store.create(request, noCaps));
    expect(decide).toHaveBeenCalledTimes(1000);
    answer();
    await settle();
    await refusalOf(store.create(request, noCaps));
    expect(decide).toHaveBeenCalledTimes(1001);
  });

  it('undoes nothing where nothing was stored, and tells which bound bit', async () => {
    const [decide, bounded] = [jest.fn(down), jest.fn()];
    for (const cause of [new NothingStored('full', 'requests'), new NothingStored('taken')]) {
      const create = () => Promise.reject(cause);
      const store = timelyStore(storeWith(memory, { create, decide }), 2, bounded);
      expect(await refusalOf(store.create(request, noCaps))).toMatchObject({ status: 503, cause });
      await refusalOf(timelyStore(storeWith(memory, { create }), 2).create(request, noCaps));
    }
    await settle();
    expect(decide).not.toHaveBeenCalled();
    expect(bounded.mock.calls).toEqual([['requests']]);
  });

  it('is bound to the issuer that its store is bound to', () => {
    const bind = jest.fn();
    timelyStore(storeWith(memory, { bind }), 2).bind('https://as.example.com');
    expect(bind.mock.calls).toEqual([['https://as.example.com']]);
  });

  it('leaves a request alone whose creation was answered in time', async () => {
    await timelyStore(memory, 2).create(request, noCaps);
    await jest.advanceTimersByTimeAsync(5000);
    expect(await state(request)).toBe('pending');
  });

  it('gives a claim back that came too late', async () => {
    await memory.create(request, noCaps);
    await memory.decide(id, approval(), 'alice');
    const taken: PollOutcome[] = [];
    const poll: CibaStore['poll'] = async (question) => {
      const outcome = await inner().poll(question);
      taken.push(outcome);
      return late(Promise.resolve(outcome));
    };
    const slow = storeWith(memory, { poll });
    await unavailable(timelyStore(slow, 2).poll(questionOf(request)));
    expect(await memory.poll(questionOf(request))).toStrictEqual({ status: 'claimed' });
    await jest.advanceTimersByTimeAsync(1000);
    taken.push(await memory.poll(questionOf(request)));
    expect(taken).toMatchObject([{ status: 'ready' }, { status: 'ready' }]);
    const [given, again] = taken.map((outcome) => outcome.status === 'ready' && outcome.claim.mark);
    expect(again).not.toBe(given);
  });

  it('gives nothing back for a late poll that took no claim', async () => {
    const release = jest.fn();
    const poll = (): Promise<PollOutcome> =>
      late(Promise.resolve({ status: 'pending', interval: 5, left: 1 } as const));
    await unavailable(timelyStore(storeWith(memory, { poll, release }), 2).poll(questionOf(request)));
    await jest.advanceTimersByTimeAsync(5000);
    expect(release).not.toHaveBeenCalled();
  });

  it.each(calls.map(([name]) => name).filter((name) => name !== 'create' && name !== 'check'))(
    'undoes nothing after a failed %s',
    async (name) => {
      const decide = jest.fn(() => Promise.reject(new Error('down')));
      const release = jest.fn(() => Promise.reject(new Error('down')));
      const failing = storeWith(memory, {
        decide,
        release,
        [name]: jest.fn(() => Promise.reject(new Error('down'))),
      });
      await refusalOf(new Map(calls).get(name)!(timelyStore(failing, 2)));
      await settle();
      expect(decide).not.toHaveBeenCalled();
      expect(release).not.toHaveBeenCalled();
    },
  );

  it('keeps quiet when undoing fails too', async () => {
    const down = () => Promise.reject(new Error('down'));
    const store = timelyStore(storeWith(memory, { create: down, decide: down }), 2);
    expect(await refusalOf(store.create(request, noCaps))).toMatchObject({
      error: 'temporarily_unavailable',
    });
    await settle();
  });

  it.each(calls)('hands on what %s was asked, whole', async (name, call) => {
    const [asked, answered] = [jest.fn(async () => []), jest.fn(async () => [])];
    await call({ [name]: asked } as never);
    await call(timelyStore({ [name]: answered } as never, 2));
    expect(answered.mock.calls).toStrictEqual(asked.mock.calls);
  });

  it.each([true, false])('says as the store does whether it leaves this process: %p', (external) => {
    expect(timelyStore(storeWith(memory, { external }), 2).external).toBe(external);
  });

  it.each(['onChange', 'onUserChange'] as const)(
    'hands on who waits for a change, and who does no longer: %s',
    (name) => {
      const stop = jest.fn();
      const watch = jest.fn(() => stop);
      const changed = (): void => {};
      expect(timelyStore(storeWith(memory, { [name]: watch }), 2)[name]('S', changed)).toBe(stop);
      expect(watch).toHaveBeenCalledWith('S', changed);
    },
  );

  it('asks for partitions and closes without a deadline', () => {
    const close = jest.fn();
    const store = timelyStore(storeWith(memory, { partitionOf: (sub) => `p-${sub}`, close }), 2);
    expect(store.partitionOf('alice')).toBe('p-alice');
    store.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
