import type { StoreCase } from '../support/stores.ts';
import { describeCaps } from './caps.contract.ts';
import { describeClaim } from './claim.contract.ts';
import { describeCopies } from './copies.contract.ts';
import { describeCreate } from './create.contract.ts';
import { describeDecide } from './decide.contract.ts';
import { describeGet } from './get.contract.ts';
import { describeList } from './list.contract.ts';
import { describeParallel } from './parallel.contract.ts';
import { describePoll } from './poll.contract.ts';
import { describePollRate } from './poll-rate.contract.ts';
import { describeUseOnce } from './use-once.contract.ts';

/** The one contract of the store port: what every store must answer. */
export function describeStore(storeCase: StoreCase): void {
  describe(`the store contract over ${storeCase.name}`, () => {
    describe('create', () => describeCreate(storeCase));
    describe('caps', () => describeCaps(storeCase));
    describe('poll', () => describePoll(storeCase));
    describe('poll rate', () => describePollRate(storeCase));
    describe('claim, commit, release', () => describeClaim(storeCase));
    describe('decide', () => describeDecide(storeCase));
    describe('get', () => describeGet(storeCase));
    describe('list', () => describeList(storeCase));
    describe('use once', () => describeUseOnce(storeCase));
    describe('copies', () => describeCopies(storeCase));
    describe('in parallel', () => describeParallel(storeCase));
  });
}
