import { canonicalJson } from './canonical-json.js';
import type { ApprovalContent, AuthorizationDetail, RequestedValues } from './record.js';

/** Whether one detail is no more than another of the same type. */
export type IsWithin = (granted: AuthorizationDetail, requested: AuthorizationDetail) => boolean;

/** How details of each known type are compared beside being equal; empty where no types are known. */
export type Comparisons = ReadonlyMap<string, IsWithin>;

/** Throws a `TypeError` if an approval grants anything that was not requested. Narrowing keeps `openid`. */
export function requireNarrowing(
  { scope, authorization_details }: ApprovalContent,
  requested: RequestedValues,
  comparisons: Comparisons,
): void {
  if (scope !== undefined && !isWithinScope(scope, requested.scope)) {
    throw new TypeError('scope must be a part of the requested scope and keep openid');
  }
  if (
    authorization_details !== undefined &&
    !areDetailsWithin(authorization_details, requested.authorizationDetails ?? [], comparisons)
  ) {
    throw new TypeError('authorization_details must be a part of the requested ones');
  }
}

function isWithinScope(granted: readonly string[], requested: readonly string[]): boolean {
  return granted.includes('openid') && granted.every((token) => requested.includes(token));
}

/** Whether each granted detail is within a requested one of its own: what was asked once is granted once. RFC 9396 §6.1, §7. */
export function areDetailsWithin(
  granted: readonly AuthorizationDetail[],
  requested: readonly AuthorizationDetail[],
  comparisons: Comparisons,
): boolean {
  if (!Array.isArray(granted) || granted.length > requested.length) return false;
  const details = Array.from(granted, (detail) => candidatesOf(detail, requested, comparisons));
  return haveOneEach(details);
}

/** Which of the requested details a granted one is within. */
function candidatesOf(
  granted: AuthorizationDetail,
  requested: readonly AuthorizationDetail[],
  comparisons: Comparisons,
): readonly number[] {
  const text = canonicalJson(granted);
  const fits = (asked: AuthorizationDetail): boolean =>
    canonicalJson(asked) === text || isWithin(granted, asked, comparisons);
  return requested.flatMap((asked, index) => (fits(asked) ? [index] : []));
}

/** A comparison is the host's code: it is shown copies, and whatever it does but say yes is a no. */
function isWithin(granted: unknown, requested: AuthorizationDetail, comparisons: Comparisons): boolean {
  const { type } = Object(granted) as Partial<AuthorizationDetail>;
  const compare = type === requested.type ? comparisons.get(requested.type) : undefined;
  if (compare === undefined) return false;
  try {
    return compare(structuredClone(granted as AuthorizationDetail), structuredClone(requested)) === true;
  } catch {
    return false;
  }
}

/** Whether each can be given a candidate of its own, those given before moving on to another where they can. */
function haveOneEach(candidates: readonly (readonly number[])[]): boolean {
  const takenBy = new Map<number, number>();
  const place = (item: number, seen: Set<number>): boolean =>
    (candidates[item] ?? []).some((candidate) => {
      if (seen.has(candidate)) return false;
      seen.add(candidate);
      const holder = takenBy.get(candidate);
      const free = holder === undefined || place(holder, seen);
      if (free) takenBy.set(candidate, item);
      return free;
    });
  return candidates.every((_ofItem, item) => place(item, new Set()));
}
