import fc from 'fast-check';
import type { Ticket } from '../../lib/request/store.js';
import type { Lockstep, Model, Trace } from '../support/contract-model.ts';
import {
  isHeld,
  judgeAcknowledged,
  judgeDeadLetters,
  judgeReplay,
  judgeTake,
} from '../support/outbox-model.ts';
import { type Command, command, onTrace, picks } from './model-command.ts';

/** More than a run can have, so that it does not matter which of two that are due alike comes first. */
const ALL = 1000;

/** How many tickets back; mostly the latest. */
const ticketsBack = fc.constantFrom(0, 0, 0, 0, 1, 2);

/** A ticket that was drawn, or one that never will be. */
function ticketOf({ outbox, request }: Trace, back: number): Ticket {
  return (
    outbox.tickets.at(-1 - back) ?? {
      selector: request.selector,
      mark: back === 0 ? '' : `never drawn ${back}`,
    }
  );
}

/** Asks both stores, whatever order they answer in. */
function askSorted<Entry extends { record: { selector: string } }>(
  real: Lockstep,
  ask: (store: Parameters<Parameters<Lockstep['ask']>[0]>[0]) => Promise<readonly Entry[]>,
): Promise<Entry[]> {
  return real.ask(async (store) =>
    [...(await ask(store))].sort((a, b) => (a.record.selector < b.record.selector ? -1 : 1)),
  );
}

const acknowledged = picks.map((pick) =>
  onTrace('acknowledged', pick, async (trace, real) => {
    const answer = await real.ask((store) => store.acknowledged(trace.request.selector));
    judgeAcknowledged(trace, answer, real.now() >= trace.keepUntil, real.now());
  }),
);

/** Takes everything that is due. */
export async function takeAll(model: Model, real: Lockstep, lease: number): Promise<void> {
  judgeTake(model, await askSorted(real, (store) => store.take(ALL, lease)), lease, real.now());
}

const take = fc
  .constantFrom(10, 30)
  .map((lease) => command(`take(for ${lease})`, (model, real) => takeAll(model, real, lease)));

const settle = fc.tuple(picks, ticketsBack).map(([pick, back]) =>
  onTrace(`settle(ticket ${back} back)`, pick, async (trace, real) => {
    const ticket = ticketOf(trace, back);
    await real.ask((store) => store.settle(ticket));
    if (isHeld(trace, ticket)) trace.outbox.standing = 'none';
  }),
);

/** Longer than the client may have to wait for its acknowledgement, so that no two times fall together by chance. */
const pauses = fc.constantFrom(7000, 10_000, 20_000);

const defer = fc.tuple(picks, ticketsBack, pauses, fc.boolean()).map(([pick, back, ms, counted]) =>
  onTrace(`defer(ticket ${back} back, ${ms}, ${counted})`, pick, async (trace, real) => {
    const ticket = ticketOf(trace, back);
    await real.ask((store) => store.defer(ticket, { ms, counted }));
    if (!isHeld(trace, ticket)) return;
    const now = real.now();
    trace.outbox.freeFrom = Math.min(now + ms, Math.max(trace.expiresAt, now));
    trace.outbox.attempts += counted ? 1 : 0;
    trace.outbox.held = undefined;
  }),
);

const bury = fc.tuple(picks, ticketsBack, fc.boolean()).map(([pick, back, counted]) =>
  onTrace(`bury(ticket ${back} back, ${counted})`, pick, async (trace, real) => {
    const ticket = ticketOf(trace, back);
    await real.ask((store) => store.bury(ticket, { reason: 'status_410', counted }));
    if (isHeld(trace, ticket)) trace.outbox.standing = 'dead';
  }),
);

const deadLetters = fc.constant(
  command('deadLetters', async (model, real) => {
    judgeDeadLetters(model, await askSorted(real, (store) => store.deadLetters(ALL)), real.now());
  }),
);

const replay = picks.map((pick) =>
  onTrace('replay', pick, async (trace, real) => {
    const answer = await real.ask((store) => store.replay(trace.request.selector));
    judgeReplay(trace, answer, real.now());
  }),
);

/** The commands about the outbox, the frequent ones first. */
export const outboxCommands: fc.Arbitrary<Command>[] = [
  ...[take, take, take, settle, defer, bury, acknowledged],
  ...[replay, deadLetters],
];
