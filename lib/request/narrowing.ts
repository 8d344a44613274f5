import { canonicalJson } from './canonical-json.js';
import type { ApprovalContent, AuthorizationDetail, RequestedValues } from './record.js';

/**
 * Whether one detail is no more than another of the same type.
 *
 * @inline
 */
export type IsWithin = (granted: AuthorizationDetail, requested: AuthorizationDetail) => boolean;

/** How details of each known type are compared beside being equal; empty where no types are known. */
export type Comparisons = ReadonlyMap<string, IsWithin>;

/** Throws a `TypeError`, its `code` `ERR_CIBA_WIDENING`, if an approval grants anything that was not requested. Narrowing keeps `openid`. */
export function requireNarrowing(
  { scope, authorization_details }: ApprovalContent,
  requested: RequestedValues,
  comparisons: Comparisons,
): void {
  if (scope !== undefined && !isWithinScope(scope, requested.scope)) {
    throw widening('scope must be a part of the requested scope and keep openid');
  }
  if (
    authorization_details !== undefined &&
    !areDetailsWithin(authorization_details, requested.authorizationDetails ?? [], comparisons)
  ) {
    throw widening('authorization_details must be a part of the requested ones');
  }
}

function widening(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_CIBA_WIDENING' });
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
  if (granted === requested) return true;
  if (!Array.isArray(granted) || granted.length > requested.length) return false;
  const [given, asked] = [Array.from(granted, compared), requested.map(compared)];
  return haveOneEach(given.map((one) => candidatesOf(one, asked, comparisons)));
}

/** A detail as it is compared: by its text, and as a copy that no comparison can change. */
interface Compared {
  readonly text: string;
  readonly detail: AuthorizationDetail;
}

function compared(detail: AuthorizationDetail): Compared {
  const text = canonicalJson(detail);
  return { text, detail: frozen(text === undefined ? undefined : JSON.parse(text)) };
}

/** Which of the requested details a granted one is within: those that equal it, and those of which its type says so. */
function candidatesOf(
  one: Compared,
  asked: readonly Compared[],
  comparisons: Comparisons,
): readonly number[] {
  return asked.flatMap((other, index) => (isWithin(one, other, comparisons) ? [index] : []));
}

/** A comparison is the host's code: whatever it does but say yes is a no. */
function isWithin(one: Compared, other: Compared, comparisons: Comparisons): boolean {
  if (one.text === other.text) return true;
  const { type } = Object(one.detail) as Partial<AuthorizationDetail>;
  const compare = type === other.detail.type ? comparisons.get(other.detail.type) : undefined;
  if (compare === undefined) return false;
  try {
    return compare(one.detail, other.detail) === true;
  } catch {
    return false;
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
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
