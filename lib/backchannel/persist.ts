import type { EndUser } from '../adapter.js';
import type { Confirmation } from '../client/key-binding/certificate.js';
import { matchingModeOf } from '../client/matching-mode.js';
import { type CibaClient, deliveryModeOf } from '../client/metadata.js';
import type { Configuration } from '../configuration/configure.js';
import { CibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { SealedCallbacks } from '../request/callback.js';
import type { CapName, Limited } from '../request/caps.js';
import { formatId, freshIds, hashSecret, type RequestId } from '../request/ids.js';
import { drawMatching } from '../request/number-matching.js';
import type { NewRequest, RequestedValues, RequestRecord } from '../request/record.js';
import type { CibaStore } from '../request/store.js';
import { createOnce } from './create-once.js';

/** What is needed to store a request. */
export interface PersistContext {
  readonly store: CibaStore;
  readonly emit: Emit;
  readonly config: Pick<
    Configuration,
    | 'capsFor'
    | 'whenPending'
    | 'interval'
    | 'retention'
    | 'notifyTimeout'
    | 'queueNotifyUser'
    | 'numberMatching'
  >;
  readonly callbacks: SealedCallbacks;
}

/** A stored request and the one copy of the client's id. */
export interface Persisted {
  readonly record: RequestRecord;
  readonly authReqId: string;
}

/** A request that has passed every check. */
export interface Accepted {
  readonly client: CibaClient;
  readonly user: EndUser;
  readonly values: RequestedValues;
  /** Seconds. */
  readonly lifetime: number;
  /** `performance.now()` at receipt. */
  readonly arrivedAt: number;
  /** Ping and push. */
  readonly clientNotificationToken: string | undefined;
  /** Push: what the tokens are bound to; else the key that the request proved, if it did. */
  readonly cnf: Confirmation | undefined;
}

/** Draws the ids and stores the request, unless a cap on pending requests refuses it. */
export async function persist(accepted: Accepted, context: PersistContext): Promise<Persisted> {
  const { store, emit, config } = context;
  const { client, user, values, lifetime, arrivedAt } = accepted;
  const { selector, secret, approvalSecret } = freshIds(store.partitionOf(user.sub));
  // Spreads stand last, here and on the way of a poll: V8 takes a microsecond for each member that follows one in a literal.
  const kept = {
    selector,
    secretHash: hashSecret(secret),
    approvalSecret,
    clientId: client.client_id,
    sub: user.sub,
    deliveryMode: deliveryModeOf(client),
    interval: config.interval,
    ...callbackOf({ selector, secret }, accepted, context),
    ...thumbprintsOf(accepted.cnf),
    ...matchingOf(client, config),
    ...values,
  };
  const request: NewRequest = {
    age: performance.now() - arrivedAt,
    lifetime,
    retention: config.retention,
    ...(kept.callback !== undefined && { acknowledgedWithin: config.notifyTimeout + ACKNOWLEDGED_AFTER }),
    ...(config.queueNotifyUser && { queued: true as const }),
    ...kept,
  };
  requireLeft(request);
  const caps = config.capsFor(client);
  const outcome = await createOnce(request, { store, emit, caps, whenPending: config.whenPending });
  if (outcome.status === 'limited') {
    emit('limited', { client_id: client.client_id, sub: user.sub, cap: outcome.cap });
    throw refusalBy(outcome);
  }
  if (outcome.status !== 'created') throw new Error('the store answered create with something else');
  const record = { receivedAt: outcome.receivedAt, expiresAt: outcome.expiresAt, ...kept };
  return { record, authReqId: formatId({ selector, secret }) };
}

/** What the client hears of each cap: a rate says when to come again, the rest is policy. */
const TEXTS: Readonly<Record<CapName, string>> = {
  pendingPerUser: 'Too many requests are pending for this user.',
  pendingPerClientAndUser: 'Too many requests are pending for this user.',
  promptsPerUser: 'The user was asked too often; try again later.',
  promptsPerClientAndUser: 'The user was asked too often; try again later.',
  coolDown: 'The client may not ask this user now.',
  reported: 'The client may not ask this user.',
};

function refusalBy({ cap, retryAfter }: Limited): CibaError {
  if (!cap.startsWith('prompts')) return new CibaError('access_denied', TEXTS[cap]);
  return new CibaError('temporarily_unavailable', TEXTS[cap], { status: 429, retryAfter });
}

/** Seconds beyond the deadline of `notifyUser` by which the client surely has its acknowledgement. */
const ACKNOWLEDGED_AFTER = 1;

/** By what the client will be told, where it is not left to poll. */
function callbackOf(
  id: RequestId,
  { clientNotificationToken }: Accepted,
  { callbacks }: PersistContext,
): Pick<NewRequest, 'callback'> {
  if (clientNotificationToken === undefined) return {};
  return { callback: callbacks.seal(id.selector, { authReqId: formatId(id), clientNotificationToken }) };
}

/** The number that the client is to show, where it registered for one. */
function matchingOf(
  client: CibaClient,
  config: PersistContext['config'],
): Pick<NewRequest, 'numberMatching'> {
  const mode = matchingModeOf(client, config);
  return mode === undefined ? {} : { numberMatching: drawMatching(mode) };
}

function thumbprintsOf(cnf: Confirmation = {}): Pick<NewRequest, 'certificateThumbprint' | 'dpopThumbprint'> {
  const { 'x5t#S256': certificateThumbprint, jkt: dpopThumbprint } = cnf;
  return {
    ...(certificateThumbprint !== undefined && { certificateThumbprint }),
    ...(dpopThumbprint !== undefined && { dpopThumbprint }),
  };
}

/** A request over before it is stored would count against no cap and still prompt the user. */
function requireLeft({ age, lifetime }: NewRequest): void {
  if (age < lifetime * 1000) return;
  throw new CibaError('temporarily_unavailable', 'The request expired before the user could be asked.');
}
