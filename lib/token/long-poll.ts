import type { FormRequest } from '../http/handler.js';
import type { CibaStore, PollOutcome, PollQuestion } from '../request/store.js';
import type { WaitingPolls } from './waiting-polls.js';

/** What holding a poll needs. */
export interface LongPollContext {
  readonly store: CibaStore;
  readonly waiting: WaitingPolls;
  /** Seconds for which a poll is held at most. */
  readonly longPollTimeout: number;
}

/** Who polls, and whether it still does. */
type Poller = Pick<FormRequest, 'isGone' | 'onGone' | 'arrivedAt'>;

/**
 * A poll that is held while its request is pending: until that is decided or expires, the client hangs up, or time is over. Looking
 * again counts nothing. Where there is no room to wait it is answered at once. CIBA Core 1.0 §10.1.
 */
export async function heldPoll(
  question: PollQuestion,
  poller: Poller,
  { store, waiting, longPollTimeout }: LongPollContext,
): Promise<PollOutcome> {
  // Counted from arrival: however long it took to learn who polls, the client hears in time.
  const until = poller.arrivedAt + longPollTimeout * 1000;
  // Listening begins before the first look: what is decided in between is not missed.
  const wake = new Wake();
  const stop = store.onChange(question.selector, () => wake.up('changed'));
  try {
    let outcome = await store.poll(question);
    while (outcome.status === 'pending') {
      const now = performance.now();
      if (poller.isGone() || now >= until) return outcome;
      // The store's clock decides what has expired, and may be somewhat behind: it is asked again, but not at every tick.
      const left = Math.min(until - now, Math.max(outcome.left, SHORTEST_MS));
      const ended = await slept(left, wake, poller, (end) => waiting.enter(question.clientId, end));
      if (ended === 'no room' || ended === 'gone') return outcome;
      outcome = await lookAgain(outcome, question, until, { store, wake });
    }
    return outcome;
  } finally {
    stop();
  }
}

/** A look that the store cannot answer is none, as long as there is time for another; whose hint it was may not come again. */
async function lookAgain(
  pending: PollOutcome,
  question: PollQuestion,
  until: number,
  { store, wake }: { readonly store: CibaStore; readonly wake: Wake },
): Promise<PollOutcome> {
  try {
    return await store.poll({ ...question, recheck: true });
  } catch (error) {
    if (performance.now() + LOOK_AGAIN_MS >= until) throw error;
    setTimeout(() => wake.up('changed'), LOOK_AGAIN_MS).unref();
    return pending;
  }
}

/** Why a wait has ended. */
type Ended = 'changed' | 'over' | 'gone' | 'no room';

const SHORTEST_MS = 20;
const LOOK_AGAIN_MS = 200;

/** Ends a wait, or the next one where nobody is waiting yet. */
class Wake {
  #rung: Ended | undefined;
  #resolve: ((ended: Ended) => void) | undefined;

  up(ended: Ended): void {
    if (this.#resolve === undefined) this.#rung = ended;
    else this.#resolve(ended);
    this.#resolve = undefined;
  }

  next(): Promise<Ended> {
    const rung = this.#rung;
    this.#rung = undefined;
    return rung === undefined
      ? new Promise((resolve) => {
          this.#resolve = resolve;
        })
      : Promise.resolve(rung);
  }
}

async function slept(
  ms: number,
  wake: Wake,
  { onGone }: Poller,
  enter: (end: () => void) => (() => void) | undefined,
): Promise<Ended> {
  const gone = (): void => wake.up('gone');
  const leave = enter(gone);
  if (leave === undefined) return 'no room';
  const timer = setTimeout(() => wake.up('over'), Math.ceil(ms) + 1);
  const staying = onGone(gone);
  try {
    return await wake.next();
  } finally {
    staying();
    clearTimeout(timer);
    leave();
  }
}
