import { hash } from 'node:crypto';
import { partitionOfSelector } from '../../request/ids.js';

/** Names the keys; all keys of one partition share a hash tag, so that one script reaches them on a Cluster. */
export interface Keys {
  /** The same for one issuer. */
  of(issuer: string): Keys;
  partitionOf(sub: string): string;
  /** The request with this selector. */
  request(selector: string): string;
  /** The index of a user's pending requests; the user's `sub` itself is never part of a key. */
  user(partition: string, sub: string): string;
}

const USER_TAG_LENGTH = 22;
const ISSUER_TAG_LENGTH = 8;

/** The keys of a store with `partitions` partitions under `prefix`; those of an issuer bear its tag. */
export function keysOf(prefix: string, partitions: number, issuer?: string): Keys {
  const tag = issuer === undefined ? '' : `:${digest(issuer, ISSUER_TAG_LENGTH)}`;
  const stem = (partition: string): string => `${prefix}:{${partition === '' ? '0' : partition}}${tag}`;
  return {
    of: (named) => keysOf(prefix, partitions, named),
    partitionOf: (sub) => (partitions === 1 ? '' : String(spread(sub) % partitions)),
    request: (selector) => `${stem(partitionOfSelector(selector))}:r:${selector}`,
    user: (partition, sub) => `${stem(partition)}:u:${digest(sub, USER_TAG_LENGTH)}`,
  };
}

function digest(text: string, length: number): string {
  return hash('sha256', text, 'base64url').slice(0, length);
}

function spread(sub: string): number {
  return Number.parseInt(hash('sha256', sub).slice(0, 8), 16);
}
