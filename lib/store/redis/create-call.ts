import type { CapName, Caps } from '../../request/caps.js';
import { rememberedFor } from '../../request/guard.js';
import type { NewRequest } from '../../request/record.js';
import type { CreateOutcome } from '../../request/store.js';
import { encodeRecord } from './codec.js';

/** What CREATE answers; listed with the script. */
export type CreateReply = [status: CreateOutcome['status'], first: CapName | number, second: number];

/** Who hears of the new request. */
export interface Hearers {
  readonly channel: string;
  /** What stands for the user on it; empty where nobody is told. */
  readonly user: string;
}

/** The arguments of CREATE, but for the time. */
export function createArguments(
  request: NewRequest,
  caps: Caps,
  { channel, user }: Hearers,
): (string | number)[] {
  return [
    ...[Math.round(request.age), request.lifetime * 1000, request.retention * 1000],
    ...[capArgument(caps.pendingPerUser), capArgument(caps.pendingPerClientAndUser)],
    ...[request.selector, request.clientId],
    request.acknowledgedWithin === undefined ? '' : request.acknowledgedWithin * 1000,
    ...promptArguments(caps),
    ...[request.queued ? 1 : '', request.similar ? 1 : '', request.similar?.over?.join(' ') ?? ''],
    ...[channel, user],
    ...encodeRecord(request),
  ];
}

export function createOutcome([status, first, second]: CreateReply): CreateOutcome {
  if (status === 'created') return { status, receivedAt: Number(first), expiresAt: Number(second) };
  if (status === 'similar') return { status, selector: String(first) };
  return { status, cap: first as CapName, retryAfter: Math.max(1, Math.ceil(second / 1000)) };
}

/** How CREATE reads a cap: empty is none. */
function capArgument(cap: number | false): number | '' {
  return cap === false ? '' : cap;
}

function promptArguments(caps: Caps): readonly (number | '')[] {
  const { promptsPerUser: ofUser, promptsPerClientAndUser: ofClient, coolDown } = caps;
  return [
    ...(ofUser === false ? (['', ''] as const) : [ofUser.most, ofUser.seconds]),
    ...(ofClient === false ? (['', ''] as const) : [ofClient.most, ofClient.seconds]),
    ...(coolDown === false ? (['', ''] as const) : [coolDown.seconds, coolDown.most]),
    rememberedFor(caps),
  ];
}
