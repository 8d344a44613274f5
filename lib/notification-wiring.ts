import type { Bounded } from './bounds.js';
import type { Configuration } from './configuration/configure.js';
import { type DeliveryContext, deliver } from './notification/deliver.js';
import { notifyQueued } from './notification/notify-queued.js';
import { type DeliveryCounts, startRelay } from './notification/relay.js';
import { guardedClient } from './outbound/guarded-client.js';
import type { SealedCallbacks } from './request/callback.js';
import { partitionOfSelector } from './request/ids.js';
import { sealedCallbacks, sealedTokens } from './sealed-fields.js';
import { idTokenSigner } from './token/id-token.js';
import { pushedTokens, revokePushed } from './token/push.js';
import type { Wiring } from './wiring.js';

/** What tells ping and push clients of outcomes, and what the rest of the house says to it. */
export interface Told {
  readonly callbacks: SealedCallbacks;
  /** A request was decided, or acknowledged: its client may be told. */
  readonly nudge: (selector: string) => void;
  readonly acknowledged: (selector: string) => void;
  readonly counts: () => DeliveryCounts;
  readonly close: () => Promise<void>;
}

/** Where nobody is told. */
const NO_RELAY: Omit<Told, 'callbacks'> = {
  nudge: () => undefined,
  acknowledged: () => undefined,
  counts: () => ({ delivered: 0, deferred: 0, undeliverable: 0, underWay: 0 }),
  close: async () => undefined,
};

/** Wires the relay of ping and push; where every client polls there is none. */
export function notifications({
  config,
  store,
  host,
  emit,
  bounded,
}: Wiring & { readonly bounded: Bounded }): Told {
  const { notification, logger, deliveryModes } = config;
  const callbacks = sealedCallbacks(notification.sealer);
  if (deliveryModes.every((mode) => mode === 'poll') && !config.queueNotifyUser)
    return { callbacks, ...NO_RELAY };
  const client = guardedClient(notification.outbound);
  const tokens = sealedTokens(notification.sealer);
  const signer = idTokenSigner(config);
  const { comparisons } = config;
  const push = { config, store, host, emit, logger, tokens, signer, comparisons };
  const context = {
    getClient: host.getClient,
    callbacks,
    logger,
    post: client.request,
    pushedTokens: (delivery, authReqId, of) => pushedTokens(delivery, authReqId, of, push),
    revoke: (delivery, body) => revokePushed(delivery, body, push),
  } satisfies DeliveryContext;
  const nudge = (selector: string): void => relay.nudge(partitionOfSelector(selector));
  const asking = { store, emit, logger, ...host, decided: nudge };
  const relay = startRelay({
    store,
    emit,
    logger,
    lease: leaseOf(config),
    full: () => bounded('deliveries'),
    deliver: (delivery) =>
      delivery.state === 'pending' ? notifyQueued(delivery, asking) : deliver(delivery, context),
  });
  return {
    callbacks,
    nudge,
    counts: () => relay.counts(),
    acknowledged: (selector) =>
      void store.acknowledged(selector).then(
        (due) => due && nudge(selector),
        (error: unknown) => logger.error(error, 'an acknowledgement could not be recorded'),
      ),
    close: async () => {
      await relay.close();
      client.close();
    },
  };
}

/** Seconds that telling one client may take: reading it, minting, committing, calling, recording. */
function leaseOf(config: Configuration): number {
  const { callbackTimeout, claimLease, storeTimeout, notifyTimeout, notification } = config;
  const telling = claimLease + (notification.outbound.timeout ?? 5);
  return callbackTimeout + 3 * storeTimeout + Math.max(telling, callbackTimeout + notifyTimeout);
}
