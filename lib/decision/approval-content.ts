import { canonicalJson } from '../request/canonical-json.js';
import type { ApprovalContent } from '../request/record.js';

/** How far the clock that stamped `auth_time` may be ahead of ours. */
const SKEW_SECONDS = 60;

/** Takes the members of an approval that are stored; throws a `TypeError` for values that no ID token could carry. */
export function approvalContent(given: ApprovalContent): ApprovalContent {
  const { acr, amr, auth_time, scope, authorization_details } = given;
  requireType(acr === undefined || isText(acr), 'acr must be text');
  requireType(amr === undefined || isTextArray(amr), 'amr must be an array of text');
  requireType(
    auth_time === undefined || isSeconds(auth_time),
    'auth_time must be whole seconds since the epoch, and past',
  );
  requireType(scope === undefined || isTextArray(scope), 'scope must be an array of text');
  requireType(
    authorization_details === undefined || Array.isArray(authorization_details),
    'authorization_details must be an array',
  );
  return {
    ...(acr !== undefined && { acr }),
    ...(amr && { amr: [...amr] }),
    ...(auth_time !== undefined && { auth_time }),
    ...(scope && { scope: [...new Set(scope)] }),
    ...(authorization_details && { authorization_details: snapshot(authorization_details) }),
  };
}

/** What the user gave for the number that the client shows: text, and never stored. */
export function givenNumber({ number }: { readonly number?: string }): { readonly number?: string } {
  requireType(number === undefined || typeof number === 'string', 'number must be text');
  return number === undefined ? {} : { number };
}

/** What is judged and what is stored must be one value, whatever getters the given one has. */
function snapshot<T>(value: readonly T[]): readonly T[] {
  // A spread leaves any toJSON of the list behind; those of its members are judged by what they answer.
  return JSON.parse(canonicalJson([...value])) as readonly T[];
}

function requireType(holds: boolean, message: string): void {
  if (!holds) throw new TypeError(`approve: ${message}`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTextArray(value: unknown): boolean {
  return Array.isArray(value) && Array.from(value).every(isText);
}

function isSeconds(value: unknown): boolean {
  return (
    Number.isSafeInteger(value) &&
    (value as number) >= 0 &&
    (value as number) <= Date.now() / 1000 + SKEW_SECONDS
  );
}
