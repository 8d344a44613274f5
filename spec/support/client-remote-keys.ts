import type { Fetch } from '../../lib/client/keys/remote-keys.js';
import { type Clock, testClock } from './clock.js';

/** What a key server answers; an error where it does not. */
export type KeyServerAnswer = { readonly status: number; readonly body: string | Buffer } | Error;

/** A key server that answers what it is told, when it is told. */
export interface FakeKeyServer {
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** The URLs that were fetched. */
  readonly fetched: readonly string[];
  /** From here on it answers this. */
  answers(answer: KeyServerAnswer): void;
  /** From here on it answers only when `release` is called. */
  hold(): void;
  release(): void;
}

/** Answers with a key set. */
export function keysAnswer(keys: readonly unknown[]): KeyServerAnswer {
  return { status: 200, body: JSON.stringify({ keys }) };
}

/** Makes one that has no keys yet. */
export function fakeKeyServer(): FakeKeyServer {
  const clock = testClock();
  const fetched: string[] = [];
  let answer: KeyServerAnswer = keysAnswer([]);
  let held: (() => void)[] | undefined;
  const answered = (): ReturnType<Fetch> => {
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ status: answer.status, body: Buffer.from(answer.body) });
  };
  return {
    clock,
    fetched,
    async fetch(url) {
      fetched.push(url);
      if (held !== undefined) await new Promise<void>((resolve) => held?.push(resolve));
      return answered();
    },
    answers: (next) => {
      answer = next;
    },
    hold: () => {
      held = [];
    },
    release: () => {
      for (const go of held?.splice(0) ?? []) go();
      held = undefined;
    },
  };
}
