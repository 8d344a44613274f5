import fc from 'fast-check';
import type { Caps } from '../../lib/request/caps.js';
import { hashSecret } from '../../lib/request/ids.js';
import type { Decision, NewRequest } from '../../lib/request/record.js';
import type { Claim } from '../../lib/request/store.js';
import {
  judgeCommit,
  judgeDecision,
  judgePoll,
  type Lockstep,
  type Model,
  type Trace,
  traceOf,
} from '../support/contract-model.ts';
import {
  approval,
  approvalIdOf,
  cancellation,
  denial,
  failure,
  noCaps,
  questionOf,
} from '../support/contract-requests.ts';

import { noteDecision } from '../support/outbox-model.ts';
import { type Command, command, onTrace, picks } from './model-command.ts';
import { outboxCommands, takeAll } from './model-outbox.ts';

const users = fc.constantFrom('alice', 'bob');
const clients = fc.constantFrom('till', 'other-till');
const caps = fc.constantFrom<Caps>(
  noCaps,
  { ...noCaps, pendingPerUser: 3, pendingPerClientAndUser: 2 },
  { ...noCaps, pendingPerUser: 2 },
  {
    ...noCaps,
    promptsPerUser: { most: 4, seconds: 60 },
    promptsPerClientAndUser: { most: 2, seconds: 20 },
    coolDown: { seconds: 5, most: 30 },
  },
  {
    ...noCaps,
    promptsPerUser: { most: 3, seconds: 37 },
    promptsPerClientAndUser: { most: 2, seconds: 13 },
  },
);
/** How many claims back; mostly the latest. */
const claimsBack = fc.constantFrom(0, 0, 0, 0, 1, 2);
const decisions: fc.Arbitrary<Decision> = fc.constantFrom(
  approval(),
  approval(),
  approval(),
  { ...approval(), number: '07' } as Decision,
  { ...approval(), number: '07' } as Decision,
  { ...approval(), number: '31' } as Decision,
  { ...approval(), number: '31' } as Decision,
  approval({ acr: 'phr', amr: ['pin', 'hwk'] }),
  approval({ authorization_details: [{ type: 'pay', a: 1, b: [{ c: 2 }] }] }),
  approval({ authorization_details: [{ b: [{ c: 2 }], a: 1, type: 'pay' }] }),
  denial,
  { ...denial, block: 20 } as Decision,
  failure('one'),
  failure('two'),
  cancellation,
  { ...failure('two'), unannounced: true } as Decision,
);
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 50, 99, 100, 101, 499, 500, 501) },
  { weight: 6, arbitrary: fc.constantFrom(1000, 4499, 4500, 5000, 9499, 9500, 9999, 10_000, 14_500) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 65_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(120_000, 400_000) },
);

/** The nth request of a run; its ids are made of n, so that a failing run can be replayed. */
function nth(n: number, values: Partial<NewRequest>): NewRequest {
  return {
    selector: String(n).padStart(22, 'S'),
    secretHash: hashSecret(`secret ${n}`),
    approvalSecret: String(n).padStart(43, 'A'),
    clientId: 'till',
    sub: 'alice',
    deliveryMode: 'poll',
    scope: ['openid'],
    interval: 5,
    age: 0,
    lifetime: 60,
    retention: 300,
    ...values,
  };
}

/** Whether the user must give a number, and how. */
const matchings = fc.constantFrom<Partial<NewRequest>>(
  {},
  {},
  { numberMatching: { mode: 'type', number: '07', attemptsLeft: 3 } },
  { numberMatching: { mode: 'pick', number: '07', numbers: ['31', '07', '84'], attemptsLeft: 1 } },
);

/** Whether the user is asked from the outbox. */
const queues = fc.constantFrom({}, {}, { queued: true } as const);

const create = fc
  .record({
    values: fc.record({
      sub: users,
      clientId: clients,
      interval: fc.constantFrom(1, 5, 57, 90),
      age: fc.constantFrom(0, 0, 700),
      lifetime: fc.constantFrom(20, 60, 300, 300),
      bindingMessage: fc.string({ unit: 'grapheme', maxLength: 20 }),
      deliveryMode: fc.constantFrom('poll', 'ping', 'push'),
      acknowledgedWithin: fc.constantFrom(0, 6),
    }),
    queue: queues,
    matching: matchings,
    caps,
  })
  .map(({ values, queue, matching, caps: limits }) =>
    command(
      `create(${JSON.stringify({ ...values, ...queue, ...matching, limits })})`,
      async (model, real) => {
        model.drawn += 1;
        const request = nth(model.drawn, { ...values, ...queue, ...matching });
        const answer = await real.ask((store) => store.create(request, limits));
        if (answer.status === 'created') model.traces.push(traceOf(request, real.now()));
      },
    ),
  );

const createAgain = picks.map((pick) =>
  onTrace('create again', pick, async ({ request, keepUntil }, real) => {
    if (real.now() >= keepUntil) return; // forgotten: it would be another request
    await real.ask((store) =>
      store.create(request, { ...noCaps, pendingPerUser: 1, pendingPerClientAndUser: 1 }),
    );
  }),
);

const poll = fc
  .tuple(picks, fc.constantFrom(1, 10, 30), fc.constantFrom({}, {}, { recheck: true } as const))
  .map(([pick, lease, again]) =>
    onTrace(`poll(lease ${lease}) ${JSON.stringify(again)}`, pick, async (trace, real) => {
      const question = { ...questionOf(trace.request), lease, ...again };
      judgePoll(trace, await real.ask((store) => store.poll(question)));
    }),
  );

const claim = fc.tuple(picks, fc.constantFrom(1, 10)).map(([pick, lease]) =>
  onTrace(`claim(lease ${lease})`, pick, async (trace, real) => {
    judgePoll(trace, await real.ask((store) => store.claim(trace.request.selector, lease)));
  }),
);

const pollAsStranger = fc
  .tuple(picks, fc.constantFrom({ secretHash: hashSecret('wrong') }, { clientId: 'stranger' }))
  .map(([pick, change]) =>
    onTrace(`poll(${Object.keys(change)} of a stranger)`, pick, async ({ request }, real) => {
      const answer = await real.ask((store) => store.poll({ ...questionOf(request), ...change }));
      expect(answer).toStrictEqual({ status: 'unknown' });
    }),
  );

const decide = fc
  .tuple(picks, decisions, fc.constantFrom('own', 'own', 'own', undefined, 'mallory', ''))
  .map(([pick, decision, who]) =>
    onTrace(`decide(${JSON.stringify(decision)} by ${who ?? 'nobody'})`, pick, async (trace, real) => {
      const by = who === 'own' ? trace.request.sub : who;
      const id = approvalIdOf(trace.request);
      const answer = await real.ask((store) => store.decide(id, decision, by));
      judgeDecision(trace, decision, answer);
      noteDecision(trace, decision, answer, real.now());
    }),
  );

/** A claim that was handed out, or one that never will be. */
function claimOf({ claims, request }: Trace, back: number): Claim {
  return claims.at(-1 - back) ?? { selector: request.selector, mark: `never drawn ${back}` };
}

const commit = fc
  .tuple(picks, claimsBack, fc.constantFrom(undefined, 'sealed'))
  .map(([pick, back, payload]) =>
    onTrace(`commit(claim ${back} back, ${payload})`, pick, async (trace, real) => {
      const claim = claimOf(trace, back);
      judgeCommit(trace, claim, await real.ask((store) => store.commit(claim, payload)));
    }),
  );

const release = fc.tuple(picks, claimsBack).map(([pick, back]) =>
  onTrace(`release(claim ${back} back)`, pick, async (trace, real) => {
    const claim = claimOf(trace, back);
    await real.ask((store) => store.release(claim));
  }),
);

const get = fc.tuple(picks, users).map(([pick, sub]) =>
  onTrace(`get(${sub})`, pick, async ({ request }, real) => {
    await real.ask((store) => store.get(approvalIdOf(request), sub));
  }),
);

const list = users.map((sub) =>
  command(`list(${sub})`, async (_model, real) => {
    await real.ask((store) => store.list(sub));
  }),
);

/** Redis ages its TTLs by the clock on the wall too, so a run never stops just before something is forgotten. */
const NEAR_MS = 5000;

async function advanceBy(milliseconds: number, { traces }: Model, real: Lockstep): Promise<void> {
  const near = (time: number) =>
    traces.some(({ keepUntil }) => keepUntil > time && keepUntil - time <= NEAR_MS);
  let target = real.now() + milliseconds;
  while (near(target)) target += NEAR_MS;
  await real.advance(target - real.now());
}

const advance = steps.map((milliseconds) =>
  command(`advance(${milliseconds})`, (model, real) => advanceBy(milliseconds, model, real)),
);

/** Stores the request that every run begins with. */
export async function begin(model: Model, real: Lockstep): Promise<void> {
  const request = nth(0, { lifetime: 300, deliveryMode: 'ping', acknowledgedWithin: 6 });
  await real.ask((store) => store.create(request, noCaps));
  model.traces.push(traceOf(request, real.now()));
}

/** Lets every lease and pause run out: whatever has not been told by then is still there to be told. */
export async function end(model: Model, real: Lockstep): Promise<void> {
  await advanceBy(60_000, model, real);
  await takeAll(model, real, 10);
}

/** The commands of a model run, the frequent ones first. */
export const storeCommands: fc.Arbitrary<Command>[] = [
  ...[poll, poll, poll, advance, advance, decide, decide, commit, commit],
  ...[create, create, createAgain, pollAsStranger, release, claim, get, list],
  ...outboxCommands,
];
