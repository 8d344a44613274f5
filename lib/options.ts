import type { KeyObject, webcrypto } from 'node:crypto';
import type { CibaAdapter, EndUser } from './adapter.js';
import type { AssertionAudience } from './client/authentication/assertion-audience.js';
import type { ClientAuthMethod } from './client/authentication/methods.js';
import type { CibaClient } from './client/metadata.js';
import type { ProfileName } from './configuration/profile.js';
import type { Jwk } from './jwt/signing-keys.js';
import type { Logger } from './logger.js';
import type { GuardedClientOptions } from './outbound/guarded-client.js';
import type { Caps } from './request/caps.js';
import type { DeliveryMode } from './request/record.js';
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
  readonly store: CibaStore;
  readonly adapter: CibaAdapter<C, U>;
  /** The path in `app.use(path, ciba.router)`; published URLs are built from it, and nothing else is. Default `''`. */
  readonly mountPath?: string;
  /** Paths below the mount. Defaults `/bc-authorize` and `/token`. */
  readonly paths?: { readonly backchannelAuthentication?: string; readonly token?: string };
  /** Published URLs that differ from issuer origin + mountPath + path. */
  readonly endpoints?: { readonly backchannelAuthentication?: string; readonly token?: string };
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
  /** How keys at a client's `jwks_uri` are fetched. Default: public addresses alone, port 443, the system's certificate authorities. */
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
  /** Pending requests at once; `false` turns a cap, or all, off. Defaults 10 for a user, 3 for a client and user. */
  readonly caps?: Partial<Caps> | false;
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
