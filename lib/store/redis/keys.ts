import { hash } from 'node:crypto';
import { partitionOfSelector } from '../../request/ids.js';

/** Names the keys; all keys of one partition share a hash tag, so that one script reaches them on a Cluster. */
export interface Keys {
  partitionOf(sub: string): string;
  /** The request with this selector. */
  request(selector: string): string;
  /** The index of a user's pending requests; the user's `sub` itself is never part of a key. */
  user(partition: string, sub: string): string;
}

const USER_TAG_LENGTH = 22;

/** The keys of a store with `partitions` partitions under `prefix`. */
export function keysOf(prefix: string, partitions: number): Keys {
  const tagged = (partition: string): string => `${prefix}:{${partition === '' ? '0' : partition}}`;
  return {
    partitionOf: (sub) =>
      partitions === 1 ? '' : String(Number.parseInt(hash('sha256', sub).slice(0, 8), 16) % partitions),
    request: (selector) => `${tagged(partitionOfSelector(selector))}:r:${selector}`,
    user: (partition, sub) =>
      `${tagged(partition)}:u:${hash('sha256', sub, 'base64url').slice(0, USER_TAG_LENGTH)}`,
  };
}
