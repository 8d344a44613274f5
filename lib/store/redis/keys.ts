import { hash } from 'node:crypto';
import type { Attempt } from '../../request/attempts.js';
import { partitionOfSelector } from '../../request/ids.js';
import type { RequestRecord } from '../../request/record.js';
import type { UsedOnce } from '../../request/store.js';

/** Names the keys; all keys of one partition share a hash tag, so that one script reaches them on a Cluster. */
export interface Keys {
  /** The same for one issuer. */
  of(issuer: string): Keys;
  partitionOf(sub: string): string;
  /** All of them; one without a name where there is only one. */
  readonly partitions: readonly string[];
  /** The request with this selector. */
  request(selector: string): string;
  /** A glob of the keys of all requests, whatever their partition and whatever the client puts in front of each key. */
  readonly anyRequest: string;
  /** The selector of the request whose key this may be. */
  selectorOf(key: string): string | undefined;
  /** The index of a user's pending requests; the user's `sub` itself is never part of a key. */
  user(partition: string, sub: string): string;
  /** The latest request of a client to a user with a binding message. */
  similar(partition: string, like: Pick<RequestRecord, 'sub' | 'clientId' | 'bindingMessage'>): string;
  /** What keeps a user from being asked too often. */
  guard(partition: string, sub: string): string;
  /** What clients are to be told: of the partition that a selector names, or of one by name. */
  outbox(selector: string): string;
  outboxOf(partition: string): string;
  /** What nobody tells them any more. */
  dead(selector: string): string;
  deadOf(partition: string): string;
  /** The channel that tells which request was decided, and which users have requests that were created or decided. */
  readonly channel: string;
  /** What stands there for the user of an index: longer than a selector without a partition, and no digit first, as one with it has. */
  userOnChannel(index: string): string;
  /** What was used once, wherever partitions end; neither the owner nor the `jti` can be read off the key. */
  used(used: UsedOnce): string;
  /** Attempts at a secret, wherever partitions end; whose they are cannot be read off the key. */
  attempts(attempt: Attempt): string;
}

const USER_TAG_LENGTH = 22;
/** Shorter, since nothing can be read or decided by it: two users in one would be asked less often. */
const GUARD_TAG_LENGTH = 16;
const ISSUER_TAG_LENGTH = 8;
const NAME_LENGTH = 43;
const SELECTOR_IN_KEY = /:r:(\d{0,4}[A-Za-z0-9_-]{22})$/;

/** The keys of a store with `partitions` partitions under `prefix`; those of an issuer bear its tag. */
export function keysOf(prefix: string, partitions: number, issuer?: string): Keys {
  const partitionOf = (text: string): string => (partitions === 1 ? '' : String(spread(text) % partitions));
  const tag = issuer === undefined ? '' : `:${digest(issuer, ISSUER_TAG_LENGTH)}`;
  const stem = (partition: string): string => `${prefix}:{${partition === '' ? '0' : partition}}${tag}`;
  const spreadOut = (letter: string, names: readonly string[]): string => {
    const name = digest(JSON.stringify(names), NAME_LENGTH);
    return `${prefix}:{${name.slice(0, 2)}}${tag}:${letter}:${name}`;
  };
  return {
    of: (named) => keysOf(prefix, partitions, named),
    partitionOf,
    partitions: partitions === 1 ? [''] : Array.from({ length: partitions }, (_, i) => String(i)),
    channel: `${prefix}${tag}:decided`,
    userOnChannel: (index) => `u${index.slice(-USER_TAG_LENGTH)}`,
    outbox: (selector) => `${stem(partitionOfSelector(selector))}:o`,
    outboxOf: (partition) => `${stem(partition)}:o`,
    dead: (selector) => `${stem(partitionOfSelector(selector))}:d`,
    deadOf: (partition) => `${stem(partition)}:d`,
    request: (selector) => `${stem(partitionOfSelector(selector))}:r:${selector}`,
    anyRequest: `*${globbed(prefix)}:{*}${globbed(tag)}:r:*`,
    selectorOf: (key) => SELECTOR_IN_KEY.exec(key)?.[1],
    user: (partition, sub) => `${stem(partition)}:u:${digest(sub, USER_TAG_LENGTH)}`,
    similar: (partition, { sub, clientId, bindingMessage = '' }) =>
      `${stem(partition)}:s:${digest(JSON.stringify([sub, clientId, bindingMessage]), NAME_LENGTH)}`,
    guard: (partition, sub) => `${stem(partition)}:g:${digest(sub, GUARD_TAG_LENGTH)}`,
    used: ({ kind, owner, jti }) => spreadOut('j', [kind, owner, jti]),
    attempts: ({ kind, names }) => spreadOut('x', [kind, ...names]),
  };
}

/** A glob that matches this text alone. */
function globbed(text: string): string {
  return text.replaceAll(/[*?[\]\\]/g, '\\$&');
}

function digest(text: string, length: number): string {
  return hash('sha256', text, 'base64url').slice(0, length);
}

function spread(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 8), 16);
}
