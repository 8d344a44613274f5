import { canonicalJson } from './canonical-json.js';
import type { ApprovalContent, AuthorizationDetail, RequestedValues } from './record.js';

/** Throws a `TypeError` if an approval grants anything that was not requested. Narrowing keeps `openid`. */
export function requireNarrowing(
  { scope, authorization_details }: ApprovalContent,
  requested: RequestedValues,
): void {
  if (scope !== undefined && !isWithinScope(scope, requested.scope)) {
    throw new TypeError('scope must be a part of the requested scope and keep openid');
  }
  if (
    authorization_details !== undefined &&
    !areWithin(authorization_details, requested.authorizationDetails ?? [])
  ) {
    throw new TypeError('authorization_details must be a part of the requested ones');
  }
}

function isWithinScope(granted: readonly string[], requested: readonly string[]): boolean {
  return granted.includes('openid') && granted.every((token) => requested.includes(token));
}

/** Each granted detail uses up one requested detail that it equals. */
function areWithin(
  granted: readonly AuthorizationDetail[],
  requested: readonly AuthorizationDetail[],
): boolean {
  if (!Array.isArray(granted)) return false;
  const left = requested.map(canonicalJson);
  return Array.from(granted, canonicalJson).every((detail) => {
    const at = left.indexOf(detail);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}
