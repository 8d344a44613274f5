/** Reasons that this package gives; whatever else stands there is the host's own text, and may be anything. */
const FAILURES: readonly string[] = ['notify_failed', 'unreachable', 'store_unavailable'];

const DELIVERY_REASONS: readonly string[] = [
  ...['expired', 'client_gone', 'mode_changed', 'client_unknown', 'mint', 'claimed', 'unbound', 'fault'],
  ...['unreachable'],
];

/** Why a request failed, as one of a few words. */
export function failureLabel(reason: string): string {
  return FAILURES.includes(reason) ? reason : 'host';
}

/** Why a client could not be told, as one of a few words: statuses by their class, for clients choose them. */
export function deliveryLabel(reason: string): string {
  const status = /^status_([1-5])\d\d$/.exec(reason)?.[1];
  if (status !== undefined) return `status_${status}xx`;
  if (/^ERR_CIBA_OUTBOUND_[A-Z_]{1,20}$/.test(reason)) return reason;
  return DELIVERY_REASONS.includes(reason) ? reason : 'other';
}
