import type { StoreCase } from '../support/stores.ts';
import { describeAttempts } from './attempts.contract.ts';
import { describeCaps } from './caps.contract.ts';
import { describeChanges } from './changes.contract.ts';
import { describeClaim } from './claim.contract.ts';
import { describePushClaim } from './claim-push.contract.ts';
import { describeCopies } from './copies.contract.ts';
import { describeCreate } from './create.contract.ts';
import { describeDeadLetters } from './dead-letters.contract.ts';
import { describeDecide } from './decide.contract.ts';
import { describeEssentialAcr } from './essential-acr.contract.ts';
import { describeGet } from './get.contract.ts';
import { describeGuard } from './guard.contract.ts';
import { describeList } from './list.contract.ts';
import { describeOutbox } from './outbox.contract.ts';
import { describeDue } from './outbox-due.contract.ts';
import { describeOutcome } from './outbox-outcome.contract.ts';
import { describeOutboxInParallel } from './outbox-parallel.contract.ts';
import { describeQueued } from './outbox-queued.contract.ts';
import { describeTake } from './outbox-take.contract.ts';
import { describeTickets } from './outbox-tickets.contract.ts';
import { describeParallel } from './parallel.contract.ts';
import { describePoll } from './poll.contract.ts';
import { describePollRate } from './poll-rate.contract.ts';
import { describeRecheck } from './recheck.contract.ts';
import { describeReplay } from './replay.contract.ts';
import { describeUseOnce } from './use-once.contract.ts';

/** The one contract of the store port: what every store must answer. */
export function describeStore(storeCase: StoreCase): void {
  describe(`the store contract over ${storeCase.name}`, () => {
    describe('create', () => describeCreate(storeCase));
    describe('caps', () => describeCaps(storeCase));
    describe('the guard of a user', () => describeGuard(storeCase));
    describe('poll', () => describePoll(storeCase));
    describe('poll rate', () => describePollRate(storeCase));
    describe('a poll that looks again', () => describeRecheck(storeCase));
    describe('claim, commit, release', () => describeClaim(storeCase));
    describe('the claim of a push', () => describePushClaim(storeCase));
    describe('decide', () => describeDecide(storeCase));
    describe('an acr that is essential', () => describeEssentialAcr(storeCase));
    describe('get', () => describeGet(storeCase));
    describe('list', () => describeList(storeCase));
    describe('the outbox', () => describeOutbox(storeCase));
    describe('a request whose user is asked from the outbox', () => describeQueued(storeCase));
    describe('the time from when on a client is told', () => describeDue(storeCase));
    describe('take', () => describeTake(storeCase));
    describe('the tickets of the outbox', () => describeTickets(storeCase));
    describe('a delivery that was taken', () => describeOutcome(storeCase));
    describe('dead letters', () => describeDeadLetters(storeCase));
    describe('dead letters that are tried again', () => describeReplay(storeCase));
    describe('a call when a request has changed', () => describeChanges(storeCase));
    describe('use once', () => describeUseOnce(storeCase));
    describe('an attempt at a secret', () => describeAttempts(storeCase));
    describe('copies', () => describeCopies(storeCase));
    describe('in parallel', () => describeParallel(storeCase));
    describe('the outbox in parallel', () => describeOutboxInParallel(storeCase));
  });
}
