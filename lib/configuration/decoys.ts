import { randomBytes } from 'node:crypto';
import { type DecoyOf, decoysOf } from '../backchannel/hints/decoy-of.js';
import { ConfigurationError } from '../errors.js';
import type { CibaOptions } from '../options.js';
import { requireFlag } from './checks.js';
import { notificationOf } from './notification.js';

const KEY_BYTES = 32;

/** What names decoys; undefined where unknown users are not hidden. Without a key ring the names are this process's own. @throws ConfigurationError */
export function decoyOfOption(options: CibaOptions): DecoyOf | undefined {
  const { hideUnknownUsers = false, queueNotifyUser = false } = options;
  if (!requireFlag('hideUnknownUsers', hideUnknownUsers)) return undefined;
  if (!queueNotifyUser)
    throw new ConfigurationError(
      'ERR_CIBA_DECOY',
      'hideUnknownUsers needs queueNotifyUser: who waits for notifyUser tells by the time it takes',
    );
  return decoysOf(notificationOf(options).firstKey ?? randomBytes(KEY_BYTES));
}
