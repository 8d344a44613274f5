import { Agent } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { type Clock, testClock } from './clock.ts';
import type { TestHostOptions } from './host.ts';
import { type Caller, callerOf, type Reply, type ServedHost, serve } from './server-http.ts';
import { until } from './server-until.ts';
import { type WatchedStore, watchedStore } from './waiting-store.ts';

/** Two servers over one store in memory, under a test clock: what is asked and decided at one is waited for at the other. */
export interface WaitingPair
  extends Pick<WatchedStore, 'looks' | 'listening' | 'hint' | 'refuse' | 'meanwhile' | 'deafen'> {
  readonly a: ServedHost;
  readonly b: ServedHost;
  readonly clock: Clock;
  /** Asks at the one. */
  ask(params?: Readonly<Record<string, string>>): Promise<Asked>;
  /** Polls at the other, and goes on once it was looked at and is held. */
  hold(asked: Asked, till?: Caller): Promise<HeldPoll>;
  stop(): Promise<void>;
}

/** A request, by its two ids. */
export interface Asked {
  readonly authReqId: string;
  readonly id: string;
}

/** A poll that is held. */
export interface HeldPoll {
  readonly reply: Promise<Reply>;
  /** Whether it was answered by now. */
  readonly isAnswered: () => boolean;
  hangUp(): void;
}

/** Starts such a pair, where all clients may wait. */
export async function waitingPair(options: TestHostOptions = {}): Promise<WaitingPair> {
  const clock = testClock(Date.now());
  const watched = watchedStore(memoryStore({ now: clock.now }));
  const both = { store: watched.store, longPoll: () => true, caps: false, ...options } as const;
  const [a, b] = [await serve(both), await serve(both)];
  const agent = new Agent({ keepAlive: true });
  return {
    ...watched,
    ...{ a, b, clock },
    async ask(params) {
      const { body } = await a.till.request(params);
      const authReqId = String(body.auth_req_id);
      const [selector = ''] = authReqId.split('.');
      return { authReqId, id: a.notified.find((id) => id.startsWith(selector)) ?? '' };
    },
    hold: ({ authReqId }, till = callerOf(b.port, undefined, agent)) => heldPoll(till, authReqId, watched),
    async stop() {
      agent.destroy();
      await Promise.all([a.stop(), b.stop()]);
    },
  };
}

async function heldPoll(till: Caller, authReqId: string, { looks }: WatchedStore): Promise<HeldPoll> {
  const before = looks.length;
  const hangingUp = new AbortController();
  let answered = false;
  const reply = till.poll(authReqId, hangingUp.signal).finally(() => {
    answered = true;
  });
  reply.catch(() => undefined);
  await until(() => looks.length > before, 'it was looked at');
  // What the look has found reaches whoever holds the poll in the next turns.
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  return { reply, isAnswered: () => answered, hangUp: () => hangingUp.abort() };
}
