import type { RevalidationPhase } from './adapter.js';
import type { BoundName } from './bounds.js';
import type { AssertionAudience } from './client/authentication/assertion-audience.js';
import type { AuthenticationFailure } from './client/authentication/failure.js';
import type { Mitigation } from './configuration/mitigations.js';
import type { ProfileName } from './configuration/profile.js';
import { ConfigurationError, type Endpoint } from './errors.js';
import type { Logger } from './logger.js';
import type { CapName } from './request/caps.js';
import { isDecoy } from './request/decoy.js';
import type { DeliveryMode } from './request/record.js';

/** What every event about one request carries. */
export interface RequestEvent {
  /** The part that `auth_req_id` and approval id share: correlates events, opens nothing. */
  readonly selector: string;
  /** Who asks. */
  readonly client_id: string;
  /** Who is asked. */
  readonly sub: string;
}

/** What every event about a delivery carries. */
export interface DeliveryEvent extends RequestEvent {
  /** How the client is told. */
  readonly delivery_mode: 'ping' | 'push';
  /** This call included. */
  readonly attempts: number;
}

/** What a profile turned on. */
export interface ProfileEvent {
  /** Its name. */
  readonly profile: ProfileName;
  /** What clients may authenticate by. */
  readonly client_auth_methods: readonly string[];
  /** What clients and this server may sign by. */
  readonly signing_algs: readonly string[];
  /** Whether every request must be signed. */
  readonly signed_requests: boolean;
  /** Most seconds from `nbf` to `exp` of a signed request. */
  readonly request_lifetime: number;
  /** Whether every access token is bound to the client's certificate. RFC 8705 §3. */
  readonly certificate_bound_tokens: boolean;
  /** Whether every request must have a `binding_message`. */
  readonly binding_message_required: boolean;
  /** What a client assertion must be addressed to. */
  readonly assertion_audience: AssertionAudience;
}

/**
 * The table of audit events: name and fields.
 *
 * No event ever holds a secret, a hint, a user code, a token, or personal data beyond `sub`.
 */
export interface CibaEvents {
  /** A request was accepted and the user is about to be asked. */
  readonly requested: RequestEvent & {
    readonly delivery_mode: DeliveryMode;
    readonly scope: readonly string[];
    /** Seconds. */
    readonly expires_in: number;
    /** SHA-256 of the signed request, base64url, where it was signed: for an audit that keeps the request itself. */
    readonly request_sha256?: string;
  };
  /** The user approved. */
  readonly approved: RequestEvent;
  /** The user refused. */
  readonly denied: RequestEvent;
  /** The user approved with a number that the client does not show; with 0 attempts left the request is denied, and `denied` comes next. */
  readonly mismatched: RequestEvent & { readonly attempts_left: number };
  /** The request ended without a decision of the user, by `fail` or because `notifyUser` failed. */
  readonly failed: RequestEvent & { readonly reason: string };
  /** The host withdrew the request. */
  readonly cancelled: RequestEvent;
  /** A poll found a live request expired; once for each request. */
  readonly expired: RequestEvent;
  /** Tokens were issued and sent. */
  readonly redeemed: RequestEvent;
  /** A redeemed `auth_req_id` was presented again by its own client. */
  readonly reuse: RequestEvent;
  /** The client was told of the outcome, by ping or push. */
  readonly delivered: DeliveryEvent;
  /** A client could not be told, and will be tried again; `retry_in` in seconds. */
  readonly deliveryDeferred: DeliveryEvent & { readonly reason: string; readonly retry_in: number };
  /** A client could not be told, and nobody tries any more: a dead letter. */
  readonly undeliverable: DeliveryEvent & { readonly reason: string };
  /** A client did not prove who it is; `client_id` only where it names a known client. */
  readonly clientAuthenticationFailed: {
    readonly endpoint: Endpoint;
    readonly client_id?: string;
    readonly reason: AuthenticationFailure;
  };
  /** The keys at a client's `jwks_uri` could not be had; `reason` names no path and nothing that was received. */
  readonly clientKeysUnavailable: { readonly client_id: string; readonly reason: string };
  /** The keys at the `jwks_uri` of an issuer of `login_hint_token`s could not be had; `reason` as above. */
  readonly issuerKeysUnavailable: { readonly issuer: string; readonly reason: string };
  /** Once, after start-up: what the option `profile` turned on. */
  readonly profile: ProfileEvent;
  /** Once, after start-up: the mitigations that are off, by the names of the options that hold them; SECURITY.md explains each. */
  readonly mitigations: { readonly off: readonly Mitigation[] };
  /**
   * A cap refused a request before the user was asked; `userCodeAttempts` where there were too many wrong user codes. With `secretAttempts` too
   * many wrong secrets of this client came from one address: whoever sent them is not known, and no `sub` is.
   */
  readonly limited: {
    readonly client_id: string;
    readonly sub?: string;
    readonly cap: CapName | 'userCodeAttempts' | 'secretAttempts';
  };
  /** A request for an unknown user was answered as if there were one: `hideUnknownUsers`. Nothing more is told of it. */
  readonly decoyed: { readonly client_id: string };
  /** This process, or its memory store, holds no more of something than it can carry; at most once a minute for each bound. */
  readonly bounded: { readonly bound: BoundName };
  /** The user says that they never asked for this: the client is not let near them any more. */
  readonly reported: RequestEvent;
  /** An operator took such a report back. */
  readonly unblocked: { readonly client_id: string; readonly sub: string };
  /** `revalidate` refused, or the user or client was gone by then; nothing is decided by it. */
  readonly refused: RequestEvent & {
    readonly phase: RevalidationPhase;
    readonly outcome: 'refused' | 'step_up';
  };
}

/** The name of an audit event. */
export type CibaEventName = keyof CibaEvents;

/** A listener of one event. */
export type CibaListener<Name extends CibaEventName> = (event: CibaEvents[Name]) => void;

/** Tells the listeners of an event. */
export type Emit = <Name extends CibaEventName>(name: Name, event: CibaEvents[Name]) => void;

/** The audit events of one instance: process-local and synchronous. */
export interface EventHub {
  readonly emit: Emit;
  /** Adds a listener; the answer removes it again. */
  on<Name extends CibaEventName>(name: Name, listener: CibaListener<Name>): () => void;
}

const NAMES: readonly CibaEventName[] = [
  ...(['requested', 'approved', 'denied', 'failed', 'cancelled', 'expired', 'redeemed', 'reuse'] as const),
  ...(['delivered', 'deliveryDeferred', 'undeliverable'] as const),
  ...(['clientAuthenticationFailed', 'clientKeysUnavailable', 'issuerKeysUnavailable'] as const),
  ...([
    'decoyed',
    'bounded',
    'limited',
    'reported',
    'unblocked',
    'refused',
    'mismatched',
    'profile',
    'mitigations',
  ] as const),
];

/** Makes the hub; a throwing listener is logged and disturbs neither the others nor the request. Of what happens to a decoy nobody hears. */
export function eventHub(logger: Logger): EventHub {
  const listeners = new Map<CibaEventName, Set<(event: never) => unknown>>();
  return {
    emit(name, event) {
      const ofName = listeners.get(name);
      if (ofName === undefined || ofName.size === 0) return;
      if ('sub' in event && event.sub !== undefined && isDecoy(event.sub)) return;
      for (const listener of [...ofName]) {
        new Promise((resolve) => resolve(listener(event as never))).catch((error: unknown) =>
          logger.error(error, `a listener of the event ${name} threw`),
        );
      }
    },
    on(name, listener) {
      if (!NAMES.includes(name))
        throw new ConfigurationError('ERR_CIBA_EVENT', `unknown event ${name}; known: ${NAMES.join(', ')}`);
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => void ofName.delete(listener);
    },
  };
}
