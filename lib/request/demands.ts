import type { ApprovalContent, JsonObject, RequestedValues } from './record.js';

/** When something was decided: milliseconds since the epoch, by a clock that may be `skew` seconds from that of the one who judged it before. */
export interface DecidedAt {
  readonly decidedAt: number;
  readonly skew?: number;
}

/**
 * Whether an authentication is what the client cannot do without: recent enough for its `max_age`, and of a class that it calls
 * essential. OpenID Connect Core 1.0 §3.1.2.1, §5.5.1.1.
 */
export function meetsDemands(
  { maxAge, claims }: RequestedValues,
  { auth_time, acr }: ApprovalContent,
  { decidedAt, skew = 0 }: DecidedAt,
): boolean {
  const decided = Math.floor(decidedAt / 1000);
  const recent = maxAge === undefined || decided - (auth_time ?? decided) <= maxAge + skew;
  return recent && meetsEssential(claims, acr);
}

/** Whether a request is for an authentication of some class, and not otherwise: an approval that names none does not meet it. */
export function demandsAcr({ claims }: RequestedValues): boolean {
  return !meetsEssential(claims, undefined);
}

/** Without values any class will do, but there must be one. */
function meetsEssential(claims: JsonObject | undefined, acr: string | undefined): boolean {
  const { essential, value, values } = member(member(claims, 'id_token'), 'acr');
  if (essential !== true) return true;
  const wanted: readonly unknown[] = Array.isArray(values) ? values : value === undefined ? [] : [value];
  return acr !== undefined && (wanted.length === 0 || wanted.includes(acr));
}

function member(of: unknown, name: string): JsonObject {
  const found: unknown = Object.hasOwn(Object(of), name) ? (of as JsonObject)[name] : undefined;
  return typeof found === 'object' && found !== null ? (found as JsonObject) : {};
}
