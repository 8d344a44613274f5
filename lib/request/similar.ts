import type { PendingEntry } from './caps.js';
import type { NewRequest, RequestRecord } from './record.js';

/** The latest of a user's pending requests that is like this one, where that matters and it does not take its place. */
export function latestLike(
  { similar, clientId, bindingMessage = '' }: NewRequest,
  pending: readonly RequestRecord[],
): string | undefined {
  const like = pending.findLast(
    (record) => record.clientId === clientId && (record.bindingMessage ?? '') === bindingMessage,
  );
  return similar === undefined || like === undefined || similar.over?.includes(like.selector)
    ? undefined
    : like.selector;
}

/** The pending requests without those whose place this one takes, or would take. */
export function besides(
  pending: readonly RequestRecord[],
  { similar }: NewRequest,
  like: string | undefined,
): readonly PendingEntry[] {
  return pending.filter(({ selector }) => selector !== like && !similar?.over?.includes(selector));
}
