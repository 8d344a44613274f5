import { hash } from 'node:crypto';
import { randomText } from './random.js';

const SELECTOR_BYTES = 16;
const SECRET_BYTES = 32;
const SELECTOR_LENGTH = 22;

/** `<partition?><selector>.<secret>`; the selector proper is the last 22 characters before the dot. */
const ID = /^(\d{0,4}[A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

const SELECTOR = /^\d{0,4}[A-Za-z0-9_-]{22}$/;

/** The two halves of an `auth_req_id` or of an approval id. */
export interface RequestId {
  /** The store key, partition included. */
  readonly selector: string;
  readonly secret: string;
}

/** What is drawn for one new request: a shared selector and two independent secrets. */
export interface FreshIds {
  readonly selector: string;
  readonly secret: string;
  readonly approvalSecret: string;
}

/** Draws the ids of a new request; 128 random bits of selector, 256 of each secret. CIBA Core 1.0 §7.3. */
export function freshIds(partition: string): FreshIds {
  return {
    selector: partition + randomText(SELECTOR_BYTES),
    secret: randomText(SECRET_BYTES),
    approvalSecret: randomText(SECRET_BYTES),
  };
}

/** The wire form of an id. */
export function formatId({ selector, secret }: RequestId): string {
  return `${selector}.${secret}`;
}

/** Reads an id of the form this package issues; anything else is undefined and need not be looked up. */
export function parseId(text: unknown): RequestId | undefined {
  const match = typeof text === 'string' ? ID.exec(text) : null;
  return match === null ? undefined : { selector: match[1] as string, secret: match[2] as string };
}

/** Whether a text has the form of a selector; anything else need not be looked up, and names no key. */
export function isSelector(text: unknown): text is string {
  return typeof text === 'string' && SELECTOR.test(text);
}

/** The partition that a selector names; empty where the store has only one. */
export function partitionOfSelector(selector: string): string {
  return selector.slice(0, -SELECTOR_LENGTH);
}

/** 132 bits, beside the 128 of the selector: nobody guesses them, and each request takes less memory than with all 256. */
const HASH_LENGTH = 22;

/** What the store keeps of the client's secret: the beginning of its SHA-256, base64url. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url').slice(0, HASH_LENGTH);
}
