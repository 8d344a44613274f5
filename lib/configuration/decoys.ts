import { randomBytes } from 'node:crypto';
import { type DecoyOf, decoysOf } from '../backchannel/hints/decoy-of.js';
import { ConfigurationError } from '../errors.js';
import type { CibaOptions } from '../options.js';
import { requireFlag } from './checks.js';
import { notificationOf } from './notification.js';

const KEY_BYTES = 32;

/** What names decoys; undefined where unknown users are not hidden. Without a key ring the names end with this process, as its store does. @throws ConfigurationError */
export function decoyOfOption(options: CibaOptions): DecoyOf | undefined {
  const { hideUnknownUsers = false, queueNotifyUser = false, store } = options;
  if (!requireFlag('hideUnknownUsers', hideUnknownUsers)) return undefined;
  demand(
    queueNotifyUser,
    'hideUnknownUsers needs queueNotifyUser: who waits for notifyUser tells by the time it takes',
  );
  const { firstKey } = notificationOf(options);
  demand(
    firstKey !== undefined || store.external === false,
    'hideUnknownUsers needs notification.keyRing: other processes, and this one started anew, would count nobody otherwise than users',
  );
  demand(
    store.partitionOf('') === '',
    'hideUnknownUsers needs a store of one partition: each id begins with that of its user',
  );
  return decoysOf(firstKey ?? randomBytes(KEY_BYTES));
}

function demand(met: boolean, what: string): void {
  if (!met) throw new ConfigurationError('ERR_CIBA_DECOY', what);
}
