import type { Caller } from './caller.js';
import type { Answer } from './checker/entries.js';

/** What one request goes through, from asking to its end. */
export interface Flow {
  readonly name: string;
  /** Of a hundred flows so many are like this. */
  readonly share: number;
  /** Whether it waits for something to expire: it takes seconds whatever the servers can do. */
  readonly waits?: true;
  /** Seconds that it lives; the servers' default where left out. */
  readonly lives?: number;
  /** Goes on once there is a request. */
  run(caller: Caller): Promise<void>;
}

/** Seconds between two polls: the servers' setting. */
export const INTERVAL = 2;
const ON_TIME_MS = INTERVAL * 1000;
/** Milliseconds after which an answer that says nothing is asked for again. */
const AGAIN_MS = 1000;
/** Longer than any fault lasts. */
const MOST_TRIES = 40;

/** All there are; most requests are plain, the rest meet whatever can meet. */
export const FLOWS: readonly Flow[] = [
  {
    name: 'plain',
    share: 62,
    async run(caller) {
      await caller.poll();
      await caller.pause(ON_TIME_MS);
      await decided(caller, 'approved');
      await polledToTheEnd(caller);
    },
  },
  {
    name: 'polled by three at once, and once more',
    share: 8,
    async run(caller) {
      await decided(caller, 'approved:urn:soak');
      await Promise.all([caller.poll(), caller.poll(), caller.poll()]);
      await polledToTheEnd(caller);
      await caller.poll();
    },
  },
  {
    name: 'decided by four at once',
    share: 8,
    async run(caller) {
      const decisions = ['approved', 'denied', 'cancelled', 'failed:soak'];
      await Promise.all(decisions.map((decision) => caller.decide(decision)));
      await decided(caller, 'denied');
      await Promise.all([caller.look(), caller.poll()]);
      await polledToTheEnd(caller);
    },
  },
  {
    name: 'decided and polled at once',
    share: 8,
    async run(caller) {
      await caller.poll();
      await Promise.all([decided(caller, 'approved'), caller.poll(), caller.look(), caller.poll()]);
      await polledToTheEnd(caller);
      await caller.decide('approved');
    },
  },
  {
    name: 'denied',
    share: 5,
    async run(caller) {
      await decided(caller, 'denied');
      await polledToTheEnd(caller);
      await caller.decide('approved');
      await caller.look();
    },
  },
  {
    name: 'given up',
    share: 3,
    async run(caller) {
      await decided(caller, 'failed:nobody there');
      await caller.decide('cancelled');
      await polledToTheEnd(caller);
    },
  },
  {
    name: 'polled too fast',
    share: 4,
    async run(caller) {
      await caller.poll();
      await caller.pause(200);
      await caller.poll();
      await caller.poll();
      await decided(caller, 'approved');
      await polledToTheEnd(caller);
    },
  },
  {
    name: 'expires, undecided or approved',
    share: 2,
    waits: true,
    lives: 2,
    async run(caller) {
      if (Math.random() < 0.5) await decided(caller, 'approved');
      await caller.pause(2000);
      await Promise.all([caller.decide('denied'), caller.poll()]);
      await polledToTheEnd(caller);
    },
  },
];

/** Draws a flow by the shares. */
export function anyOf(flows: readonly Flow[]): Flow {
  let left = Math.random() * flows.reduce((sum, { share }) => sum + share, 0);
  for (const flow of flows) {
    left -= flow.share;
    if (left < 0) return flow;
  }
  return flows[0] as Flow;
}

/** Decides again as long as nobody says what came of it. */
async function decided(caller: Caller, decision: string): Promise<void> {
  for (let n = 0; n < MOST_TRIES; n++) {
    const answer = await caller.decide(decision);
    if (answer?.outcome !== undefined) return;
    await caller.pause(AGAIN_MS);
  }
}

/** Polls as a client must: until there are tokens, or there never will be. */
async function polledToTheEnd(caller: Caller): Promise<void> {
  for (let n = 0; n < MOST_TRIES; n++) {
    const answer = await caller.poll();
    if (isEnd(answer)) return;
    await caller.pause((answer?.retryAfter ?? 1) * 1000);
  }
}

function isEnd(answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  return (
    answer.status === 200 || ['access_denied', 'expired_token', 'invalid_grant'].includes(answer.error ?? '')
  );
}
