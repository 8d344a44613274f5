import type { NewRequest } from '../../lib/request/record.js';
import type { CibaStore } from '../../lib/request/store.js';
import { approvalIdOf, denial, newRequest, noCaps } from './contract-requests.ts';

/** Something that counts its calls and can be waited for. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves with the first call. */
  readonly rung: Promise<void>;
  readonly calls: () => number;
}

/** Makes a bell. */
export function bell(): Bell {
  let calls = 0;
  let heard = (): void => {};
  const rung = new Promise<void>((resolve) => {
    heard = resolve;
  });
  return {
    ring: () => {
      calls += 1;
      heard();
    },
    rung,
    calls: () => calls,
  };
}

/** Waits until a decision that another store object takes has come to the ears of this one. */
export async function heardOf(store: CibaStore, decider: CibaStore = store): Promise<void> {
  const request: NewRequest = newRequest(store.partitionOf('warden'), { sub: 'warden' });
  const { ring, rung } = bell();
  const stop = store.onChange(request.selector, ring);
  await decider.create(request, noCaps);
  await decider.decide(approvalIdOf(request), denial, 'warden');
  await rung;
  stop();
}

/** Waits until a store listens, and has called everybody for having begun to. */
export async function listening(store: CibaStore, decider: CibaStore = store): Promise<void> {
  for (let round = 0; round < 4; round += 1) await heardOf(store, decider);
}
