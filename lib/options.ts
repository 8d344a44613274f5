import type { KeyObject, webcrypto } from 'node:crypto';
import type { Awaitable, CibaAdapter, EndUser } from './adapter.js';
import type { LoginHintTokenIssuer } from './backchannel/hints/login-hint-token.js';
import type { HintName } from './backchannel/hints/one-hint.js';
import type { AssertionAudience } from './client/authentication/assertion-audience.js';
import type { ClientAuthMethod } from './client/authentication/methods.js';
import type { CibaClient } from './client/metadata.js';
import type { PairwiseSubjects } from './client/pairwise/pairwise-subjects.js';
import type { ProfileName } from './configuration/profile.js';
import type { Jwk } from './jwt/signing-keys.js';
import type { Logger } from './logger.js';
import type { GuardedClientOptions } from './outbound/guarded-client.js';
import type { CoolDown, Rate } from './request/guard.js';
import type { IsWithin } from './request/narrowing.js';
import type { AuthorizationDetail, DeliveryMode } from './request/record.js';
import type { CibaStore } from './request/store.js';

/** How clients are called back: as `outbound` has it, unless said otherwise here. */
export interface NotificationOptions extends GuardedClientOptions {
  /**
   * Keys of 32 bytes, as bytes or base64url, that seal what the store keeps of callbacks and pushed tokens: the first seals, all open.
   * Push with a store outside this process needs one.
   */
  readonly keyRing?: readonly { readonly kid: string; readonly key: string | Uint8Array }[];
}

/**
 * What one type of `authorization_details` means. RFC 9396 §2.
 *
 * @example
 * ```ts
 * import { isDeepStrictEqual } from 'node:util';
 * import { type AuthorizationDetailsType, CibaError } from 'express-ciba';
 *
 * const payment: AuthorizationDetailsType = {
 *   validate: ({ amount }) => {
 *     const positive = typeof amount === 'number' && amount > 0;
 *     if (!positive) throw new CibaError('invalid_authorization_details', 'amount must be a number above 0.');
 *   },
 *   isWithin: ({ amount: granted, ...rest }, { amount: requested, ...asked }) =>
 *     Number(granted) <= Number(requested) && isDeepStrictEqual(rest, asked),
 * };
 * ```
 */
export interface AuthorizationDetailsType<C extends CibaClient = CibaClient> {
  /** Judges one that a client asks for, at either endpoint; `false` refuses it, and so does a `CibaError`. Default: its form alone is checked. */
  validate?(detail: AuthorizationDetail, context: { readonly client: C }): Awaitable<unknown>;
  /**
   * Whether what is granted is no more than what was requested. Default: only what equals it is. Synchronous. It judges what clients
   * ask for at the token endpoint too: a member that it does not compare is theirs to choose.
   */
  isWithin?: IsWithin;
}

/** What keeps a user from being asked too often; seconds. */
export interface CapsOptions {
  /** Pending requests of a user at once, over all clients; one slot is kept for each client that has none. Default 10. */
  readonly pendingPerUser?: number | false;
  /** Pending requests of a user by one client. Default 3. */
  readonly pendingPerClientAndUser?: number | false;
  /** How often a user is asked, over all clients. Default 60 times in 600 seconds; more is 429. */
  readonly promptsPerUser?: Rate | false;
  /** How often a user is asked by one client. Default 20 times in 600 seconds; more is 429. */
  readonly promptsPerClientAndUser?: Rate | false;
  /** For how long a client is refused once a user has denied twice in a row: 10 seconds, twice as many after each further denial, 3,600 at most. */
  readonly coolDown?: CoolDown | false;
}

/**
 * Options of {@link createCiba}; durations are in seconds.
 *
 * @example
 * ```ts
 * import { createCiba, memoryStore } from 'express-ciba';
 *
 * const ciba = createCiba({
 *   issuer: 'https://as.example.com',
 *   mountPath: '/oauth',
 *   store: memoryStore(),
 *   adapter,
 *   idToken: { keys: [signingKey] },
 *   interval: 5,
 *   expiresIn: 300,
 * });
 * ```
 */
export interface CibaOptions<C extends CibaClient = CibaClient, U extends EndUser = EndUser> {
  /** The issuer identifier, exactly as discovery and ID tokens show it; https, except on loopback. */
  readonly issuer: string;
  /** Where pending requests live: one store for one issuer. */
  readonly store: CibaStore;
  /** What the host lends. */
  readonly adapter: CibaAdapter<C, U>;
  /** The path in `app.use(path, ciba.router)`; published URLs are built from it, and nothing else is. Default `''`. */
  readonly mountPath?: string;
  /** Paths below the mount. Defaults `/bc-authorize`, `/token` and, where clients may register, `/register`. */
  readonly paths?: {
    readonly backchannelAuthentication?: string;
    readonly token?: string;
    readonly registration?: string;
  };
  /** Published URLs that differ from issuer origin + mountPath + path. */
  readonly endpoints?: {
    readonly backchannelAuthentication?: string;
    readonly token?: string;
    readonly registration?: string;
  };
  /** The endpoints under the names where a TLS client certificate is asked for; published as `mtls_endpoint_aliases`. RFC 8705 §5. */
  readonly mtlsEndpoints?: { readonly backchannelAuthentication?: string; readonly token?: string };
  /**
   * `fapi-ciba` turns the rules of FAPI-CIBA (Implementer's Draft 1) on, all at once: signed requests, PS256 and ES256,
   * key-based client authentication, certificate-bound tokens. Options that contradict it are refused; the event
   * `profile` says what was turned on.
   */
  readonly profile?: ProfileName;
  /** What clients may authenticate by, each by the one it registered. Default: all that are built in, or the profile's. */
  readonly clientAuthMethods?: readonly ClientAuthMethod[];
  /**
   * What a client assertion must be addressed to: the issuer alone (RFC 10070), or also the endpoints as CIBA Core 1.0
   * §7.1 has it, which the FAPI-CIBA conformance suite needs. Default `issuer`.
   */
  readonly assertionAudience?: AssertionAudience;
  /** Refuses requests without `binding_message`. Default false, under the profile true: FAPI-CIBA §5.2.2 asks for it unless you see to a unique context otherwise. */
  readonly requireBindingMessage?: boolean;
  /**
   * Draws a number for each request of a client that registered `backchannel_number_matching`: the client shows it, and `approve` takes it
   * from the user. Default false; then such clients are refused.
   */
  readonly numberMatching?: boolean;
  /** How keys at a `jwks_uri`, of a client or of `loginHintTokens`, are fetched. Default: public addresses alone, port 443, the system's certificate authorities. */
  readonly outbound?: GuardedClientOptions;
  /** How clients may learn of the outcome, each by the mode it registered. Default `['poll']`. */
  readonly deliveryModes?: readonly DeliveryMode[];
  /** How ping and push clients are called. */
  readonly notification?: NotificationOptions;
  /** Least seconds between two polls, 1 to 3,600. Default 5. */
  readonly interval?: number;
  /** Lifetime of a request that asks for none. Default 300. */
  readonly expiresIn?: number;
  /** Longest lifetime a client may ask for. Default 600, or `expiresIn` if that is more. */
  readonly maxExpiresIn?: number;
  /** How long an ended request is remembered, so that late polls hear `expired_token`. Default 600. */
  readonly retention?: number;
  /**
   * Signs ID tokens where `issueTokens` returns none: the first key signs, all are published. `expiresIn` default 3,600.
   * Keep keys across restarts: clients remember the published ones.
   */
  readonly idToken?: {
    readonly keys: readonly (Jwk | KeyObject | webcrypto.CryptoKey)[];
    readonly expiresIn?: number;
  };
  /** Which hints a client may send, nothing for all three; it is refused with another. A plain `login_hint` is the easiest to misuse. */
  readonly allowedHints?: (client: C) => readonly HintName[] | undefined;
  /** Public keys of those who signed ID tokens of this issuer before, or do so elsewhere; the keys of `idToken` always count. */
  readonly idTokenHintKeys?: readonly Jwk[] | { readonly keys: readonly Jwk[] };
  /** For how long after it expired an ID token is still taken for a hint. Default 2,592,000, 30 days. CIBA Core 1.0 §14. */
  readonly idTokenHintTolerance?: number;
  /** Who signs `login_hint_token`s. They are verified then; without it they reach `resolveUser` as they are. */
  readonly loginHintTokens?: readonly LoginHintTokenIssuer[];
  /** The types of `authorization_details` that mean something; any other is refused then. RFC 9396 §2. */
  readonly authorizationDetails?: Readonly<Record<string, AuthorizationDetailsType<C>>>;
  /** Binds tokens to keys that clients prove to hold; with a `nonceKey` of 32 bytes (as bytes or base64url) proofs need a nonce. RFC 9449. */
  readonly dpop?: boolean | { readonly nonceKey?: string | Uint8Array };
  /** Gives each sector a subject identifier of its own; {@link pairwiseSubjects} makes one of a key. OpenID Connect Core 1.0 §8.1. */
  readonly pairwise?: PairwiseSubjects;
  /** Wrong user codes that one client may send for one user, and the seconds after which they are forgotten. Defaults 5 and 900. */
  readonly userCodeAttempts?: { readonly most?: number; readonly seconds?: number } | false;
  /**
   * Wrong secrets that may come for one client from one address, and the seconds after which they are forgotten; needs `getAddress` of the
   * adapter. Defaults 10 and 300.
   */
  readonly secretAttempts?: { readonly most?: number; readonly seconds?: number } | false;
  /**
   * Answers a request for an unknown user as if there were one, who never decides; needs `queueNotifyUser`, over Redis a
   * `notification.keyRing` and no more than one partition. Default false.
   */
  readonly hideUnknownUsers?: boolean;
  /** Lets a request of such a client reach `resolveUser` without a hint. */
  readonly hintOptional?: (client: C) => boolean;
  /** Answers first and asks the user from the queue, which survives a crash; `notifyUser` may then be called again. Default false. */
  readonly queueNotifyUser?: boolean;
  /** Holds polls of such a client until the user has decided, instead of having it come back. Default: none. CIBA Core 1.0 §10.1. */
  readonly longPoll?: (client: C) => boolean;
  /** For how long a poll is held at most, up to 25. Default 25. */
  readonly longPollTimeout?: number;
  /** Other grant types to take for CIBA's; never published. Default `[]`. */
  readonly grantTypeAliases?: readonly string[];
  /** What keeps a user from being asked too often; `false` turns a cap, or all of them, off. */
  readonly caps?: CapsOptions | false;
  /** Other caps for single clients: what it leaves out is as `caps` has it. Synchronous. */
  readonly capsFor?: (client: C) => CapsOptions | false | undefined;
  /**
   * What becomes of a request while another one of the same client, user and binding message is pending: it is asked as well (default
   * `allow`), refused by 403 `access_denied`, or the one before is cancelled (`supersede`), which answers a lost acknowledgement.
   */
  readonly whenPending?: 'allow' | 'refuse' | 'supersede';
  /** For how long a client is not let near a user who reported it. Default 2,592,000, 30 days. */
  readonly blockFor?: number;
  /** Deadline of each adapter callback. Default 8. */
  readonly callbackTimeout?: number;
  /** How long one poll may hold an approval to mint tokens; more than `callbackTimeout`. Default 10. */
  readonly claimLease?: number;
  /** Deadline of `notifyUser`. Default 5. */
  readonly notifyTimeout?: number;
  /** Deadline of each store call. Default 2. */
  readonly storeTimeout?: number;
  /** Default: the console. */
  readonly logger?: Logger;
}
