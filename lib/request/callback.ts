/** By what a client is told of the outcome: which request, and the token that proves who tells. CIBA Core 1.0 §7.1. */
export interface Callback {
  readonly authReqId: string;
  readonly clientNotificationToken: string;
}

/** What makes a callback unreadable in the store, and readable again. */
export interface SealedCallbacks {
  readonly seal: (selector: string, callback: Callback) => string;
  readonly open: (selector: string, sealed: string) => Callback;
}
