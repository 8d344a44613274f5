import { beforeDeadline } from '../deadline.js';
import { CibaError, isCibaError } from '../errors.js';
import type { CibaStore } from './store.js';

/**
 * A store of which every call has a deadline; one that fails or is late is 503 `temporarily_unavailable`.
 *
 * Such a call may have taken effect all the same, so what it left behind is undone: a request that nobody was told
 * of is failed, a claim that nobody mints under is given back.
 */
export function timelyStore(store: CibaStore, seconds: number): CibaStore {
  const timely = async <T>(
    ask: () => Promise<T>,
    undo?: (answer?: T) => Promise<unknown> | undefined,
  ): Promise<T> => {
    let asked: Promise<T> | undefined;
    try {
      asked = ask();
      return await beforeDeadline(asked, seconds, 'the store');
    } catch (cause) {
      if (isCibaError(cause)) throw cause;
      if (undo) asked?.then(undo, () => undo()).catch(() => undefined);
      throw new CibaError('temporarily_unavailable', undefined, { cause });
    }
  };
  return {
    partitionOf: (sub) => store.partitionOf(sub),
    create: (request, caps) =>
      timely(
        () => store.create(request, caps),
        () => {
          const id = { selector: request.selector, secret: request.approvalSecret };
          return store.decide(id, { state: 'failed', content: { reason: 'store_unavailable' } }, request.sub);
        },
      ),
    poll: (question) =>
      timely(
        () => store.poll(question),
        (late) => (late?.status === 'ready' ? store.release(late.claim) : undefined),
      ),
    commit: (claim) => timely(() => store.commit(claim)),
    release: (claim) => timely(() => store.release(claim)),
    decide: (id, decision, by) => timely(() => store.decide(id, decision, by)),
    get: (id, sub) => timely(() => store.get(id, sub)),
    list: (sub) => timely(() => store.list(sub)),
    check: () => timely(() => store.check()),
    close: () => store.close(),
  };
}
