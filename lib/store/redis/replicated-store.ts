import type { CibaStore, DecideOutcome, PollOutcome } from '../../request/store.js';
import type { Replicas } from './replicas.js';

/**
 * A store that tells nobody of a request, a decision, a claim or a redemption before replicas have it.
 *
 * What is not confirmed in time rejects, though it was made: the endpoint fails the request, whoever decides hears `repeated` when
 * asking again, and the same commit is asked for again.
 */
export function replicatedStore(store: CibaStore, replicas: Replicas): CibaStore {
  return {
    ...store,
    create: (request, caps) =>
      replicas.kept(
        () => store.create(request, caps),
        ({ status }) => status === 'created',
      ),
    poll: (question) => claiming(() => store.poll(question), store, replicas),
    claim: (selector, lease) => claiming(() => store.claim(selector, lease), store, replicas),
    commit: (claim, payload) =>
      replicas.kept(
        () => store.commit(claim, payload),
        (outcome) => outcome === 'committed',
      ),
    decide: (id, decision, by) => replicas.kept(() => store.decide(id, decision, by), isDecided),
    withdraw: (selector) => replicas.kept(() => store.withdraw(selector), isDecided),
    check: async () => [...(await store.check()), ...(await replicas.problems())],
  };
}

function isDecided({ outcome }: DecideOutcome): boolean {
  return outcome === 'accepted' || outcome === 'repeated' || outcome === 'mismatch';
}

/**
 * A claim that a failover forgets is lost for good, whoever else claims then, and what was minted under it would be for nothing. One that
 * is not confirmed is given back, so that the next poll need not wait for its lease to end.
 */
async function claiming(
  ask: () => Promise<PollOutcome>,
  store: CibaStore,
  replicas: Replicas,
): Promise<PollOutcome> {
  let outcome: PollOutcome | undefined;
  const noting = async (): Promise<PollOutcome> => {
    outcome = await ask();
    return outcome;
  };
  try {
    return await replicas.kept(noting, ({ status }) => status === 'ready');
  } catch (error) {
    if (outcome?.status === 'ready') store.release(outcome.claim).catch(() => undefined);
    throw error;
  }
}
