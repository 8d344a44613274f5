import type { NumberMatching } from './number-matching.js';

/** How a client learns of the outcome. CIBA Core 1.0 §5. */
export type DeliveryMode = 'poll' | 'ping' | 'push';

/** Any JSON object. */
export type JsonObject = { readonly [member: string]: unknown };

/** One element of `authorization_details`. RFC 9396 §2. */
export type AuthorizationDetail = JsonObject & { readonly type: string };

/** What the client asked for: the checked parameters of an authentication request. CIBA Core 1.0 §7.1. */
export interface RequestedValues {
  readonly scope: readonly string[];
  readonly acrValues?: readonly string[];
  readonly bindingMessage?: string;
  readonly requestContext?: JsonObject;
  readonly resource?: readonly string[];
  readonly authorizationDetails?: readonly AuthorizationDetail[];
  /** OpenID Connect Core 1.0 §5.5. */
  readonly claims?: JsonObject;
  /** Seconds since the user authenticated, at most. OpenID Connect Core 1.0 §3.1.2.1. */
  readonly maxAge?: number;
  /** Language tags in order of preference. */
  readonly uiLocales?: readonly string[];
}

/** A pending request as the store keeps it; immutable once created, but for the attempts at its number. Never a user, a client, a hint or a user code. */
export interface RequestRecord extends RequestedValues {
  /** The store key, shared by `auth_req_id` and approval id. */
  readonly selector: string;
  /** SHA-256 of the secret half of `auth_req_id`, base64url. */
  readonly secretHash: string;
  /** The secret half of the approval id. */
  readonly approvalSecret: string;
  readonly clientId: string;
  readonly sub: string;
  readonly deliveryMode: DeliveryMode;
  /** Seconds between polls, as acknowledged. */
  readonly interval: number;
  /** Ping and push: what the client is told by, sealed where there is a key. */
  readonly callback?: string;
  /** Push: what the tokens are to be bound to, base64url. RFC 8705 §3.1. */
  readonly certificateThumbprint?: string;
  /** The key whose DPoP proof came with the request: push binds tokens to it, a poll must prove it again. RFC 9449 §6.1. */
  readonly dpopThumbprint?: string;
  /** Where the user must give a number that the client shows. */
  readonly numberMatching?: NumberMatching;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly receivedAt: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** A request about to be stored: the store turns the durations into times by its own clock. */
export interface NewRequest extends Omit<RequestRecord, 'receivedAt' | 'expiresAt'> {
  /** Milliseconds since the request was received; `expires_in` counts from receipt. CIBA Core 1.0 §7.3. */
  readonly age: number;
  /** Seconds until the request expires: the announced `expires_in`. */
  readonly lifetime: number;
  /** Seconds for which the record outlives its expiry, so that a late poll hears `expired_token`. */
  readonly retention: number;
  /** Ping and push: seconds after which the client may be told even if nobody reported that it was acknowledged. */
  readonly acknowledgedWithin?: number;
  /** Whether asking the user is left to the outbox. */
  readonly queued?: true;
  /**
   * Where a request of this client to this user with the same binding message may still be pending: which of them are over, or will be once
   * this one has taken their place.
   */
  readonly similar?: { readonly over?: readonly string[] };
}

/** How a request ended, or that it did not. On the wire `cancelled` answers as `failed`. */
export type RequestState =
  | 'pending'
  | 'approved'
  | 'denied'
  | 'failed'
  | 'cancelled'
  | 'redeemed'
  | 'expired';

/** What an approval says about the user's authentication and what is granted. */
export interface ApprovalContent {
  /** The class of the authentication. */
  readonly acr?: string;
  /** Its methods. RFC 8176. */
  readonly amr?: readonly string[];
  /** Seconds since the epoch; the time of the decision where absent. */
  readonly auth_time?: number;
  /** What is granted where it is less than what was requested. */
  readonly scope?: readonly string[];
  /** Likewise; each must be within one that was requested. */
  readonly authorization_details?: readonly AuthorizationDetail[];
}

/** A decision about a pending request. */
export type Decision =
  | {
      readonly state: 'approved';
      readonly content: ApprovalContent;
      /** What the user gave for the number that the client shows. */
      readonly number?: string;
    }
  | { readonly state: 'cancelled'; readonly content: Record<string, never> }
  | {
      readonly state: 'denied';
      readonly content: Record<string, never>;
      /** Seconds for which the user wants to hear nothing more of this client. */
      readonly block?: number;
    }
  | {
      readonly state: 'failed';
      readonly content: { readonly reason: string };
      /** The client heard an error instead of an acknowledgement: it is never told of the request. */
      readonly unannounced?: true;
    };

/** Seconds for which a decision blocks its client for its user; undefined where nobody was reported. */
export function blockOf(decision: Decision): number | undefined {
  return 'block' in decision ? decision.block : undefined;
}

/** The number given with a decision; empty where none was. */
export function numberOf(decision: Decision): string {
  return 'number' in decision ? (decision.number ?? '') : '';
}

/** An approval as it stands in the store. */
export interface Approval extends ApprovalContent {
  /** Milliseconds since the epoch, by the store's clock. */
  readonly decidedAt: number;
}

/** A record together with where it stands now. */
export interface RequestSnapshot {
  readonly record: RequestRecord;
  readonly state: RequestState;
}
