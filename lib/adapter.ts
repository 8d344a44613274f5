import type { X509Certificate } from 'node:crypto';
import type { SubjectIdentifier } from './backchannel/hints/subject-identifier.js';
import type { Confirmation } from './client/key-binding/certificate.js';
import type { CibaClient, ClientView } from './client/metadata.js';
import type { ClientMetadata } from './client/registration/members.js';
import type { Incoming } from './http/handler.js';
import type { ShownMatching } from './request/number-matching.js';
import type {
  ApprovalContent,
  AuthorizationDetail,
  DeliveryMode,
  JsonObject,
  RequestState,
} from './request/record.js';
import type { AskedBeside } from './request/registered-names.js';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** A user as the host knows it; `sub` is the identifier that the tokens carry. */
export interface EndUser {
  /** At most 255 ASCII characters; never given to another user. OpenID Connect Core 1.0 §2. */
  readonly sub: string;
}

/**
 * Who is to be asked: exactly one of the three hints, or none where `hintOptional` allows it. CIBA Core 1.0 §7.1.
 *
 * An `id_token_hint` has been verified, and so has a `login_hint_token` where `loginHintTokens` names who signs them: what they say
 * stands beside them. A `login_hint` is as the client sent it; {@link parseLoginHint} reads the usual forms.
 */
export interface UserHint {
  /** Whatever the client calls the user by. */
  readonly login_hint?: string;
  /** A JWT about the user. */
  readonly login_hint_token?: string;
  /** An ID token that this client got before. */
  readonly id_token_hint?: string;
  /** Beside `id_token_hint`: the user it names, as `EndUser` has it. Answer with that user, or with nothing. */
  readonly sub?: string;
  /** Beside a verified `login_hint_token`: whom it names. RFC 9493 §3. */
  readonly sub_id?: SubjectIdentifier;
  /** Beside a verified `login_hint_token`: all that it says. */
  readonly claims?: JsonObject;
}

/** What accompanies a hint. */
export interface HintContext<C extends CibaClient = CibaClient> {
  /** The client that asks, authenticated by now. */
  readonly client: C;
  /** What it asks for. */
  readonly scope: readonly string[];
  /** In its order of preference. */
  readonly acr_values?: readonly string[];
  /** All parameters of the request but the client's credentials, unknown ones included. */
  readonly params: URLSearchParams;
}

/** What a client asks a user to approve, as callbacks and approval pages see it. */
export interface AuthenticationRequest<U extends EndUser = EndUser> extends AskedBeside {
  /** The approval id: for `approve` and `deny`, never shown to the client. Not the `auth_req_id`. */
  readonly id: string;
  /** Who asks, as users may see it. */
  readonly client: ClientView;
  /** Who is asked. */
  readonly user: U;
  /** What is asked for, `openid` among it. */
  readonly scope: readonly string[];
  /** RFC 9396. Judged by the option `authorizationDetails`; without it checked for form alone, and for `validateRequest` to judge. */
  readonly authorization_details?: readonly AuthorizationDetail[];
  /** RFC 8707. */
  readonly resource?: readonly string[];
  /** How the client learns of the outcome. */
  readonly deliveryMode: DeliveryMode;
  /** As of now: `expired` as soon as the lifetime is over. */
  readonly state: RequestState;
  /**
   * While it is pending and its client shows a number: what the user picks it from, or that it is typed and how often that may still be. The
   * number itself is told to the client alone.
   */
  readonly number_matching?: ShownMatching;
  /** When the client asked. */
  readonly createdAt: Date;
  /** Until when it can be decided and redeemed. */
  readonly expiresAt: Date;
}

/** A request before it has an id: what `validateRequest` judges. */
export type ProposedRequest<U extends EndUser = EndUser> = Omit<
  AuthenticationRequest<U>,
  'id' | 'state' | 'number_matching' | 'createdAt' | 'expiresAt'
> & {
  /**
   * Under `hideUnknownUsers`: there is no such user, and `user` has nothing but a `sub` that is nobody's. What does not depend on the user
   * must be judged as ever.
   */
  readonly decoy?: true;
};

/**
 * When `revalidate` is asked: as the user approves, and as tokens are about to be issued.
 *
 * @inline
 */
export type RevalidationPhase = 'approval' | 'redemption';

/** A client about to be stored: its metadata with the defaults, and what the server adds. RFC 7591 §3.2.1. */
export interface RegisteredClient extends ClientMetadata {
  /** A random one; `registerClient` may answer with another. */
  readonly client_id: string;
  /** Where the client authenticates by a secret. */
  readonly client_secret?: string;
  /** Seconds since the epoch. */
  readonly client_id_issued_at: number;
}

/** An approved request for which tokens are to be made. */
export interface CibaGrant<C extends CibaClient = CibaClient, U extends EndUser = EndUser>
  extends AskedBeside {
  /** Read afresh. */
  readonly client: C;
  /** Read afresh, by `getUser`. */
  readonly user: U;
  /** What the user granted; never more than was requested. */
  readonly scope: readonly string[];
  /** The class of the user's authentication, as `approve` was told. */
  readonly acr?: string;
  /** Its methods, likewise. RFC 8176. */
  readonly amr?: readonly string[];
  /** Seconds since the epoch: when the user authenticated. */
  readonly auth_time: number;
  /** What the user granted, or the part of it that the token request asks for. RFC 9396 §6. */
  readonly authorization_details?: readonly AuthorizationDetail[];
  /** Whom the access token is for: what was requested, or the part of it that the token request asks for. RFC 8707 §2.2. */
  readonly resource?: readonly string[];
  /** What the access token must be bound to: hand it on as the token's `cnf`. With `jkt` its `token_type` is `DPoP`. RFC 8705 §3.1, RFC 9449 §6.1. */
  readonly cnf?: Confirmation;
  /** The user as this client knows them, for ID tokens, introspection and user info: a pairwise pseudonym where the client registered for it. */
  readonly sub: string;
  /** Push alone: an ID token of your own must name it in the claim `urn:openid:params:jwt:claim:auth_req_id`. CIBA Core 1.0 §10.3.1. */
  readonly auth_req_id?: string;
  /** How the client gets the tokens. */
  readonly deliveryMode: DeliveryMode;
}

/** A client's certificate as `getCertificate` answers with it. */
export interface PresentedCertificate {
  /** Parsed, or PEM, or DER. */
  readonly certificate: X509Certificate | string | Buffer;
  /** Whether TLS verified its chain up to an authority you trust for clients; `tls_client_auth` demands it. */
  readonly chainVerified: boolean;
}

/** The members of a token response, as they go on the wire. RFC 6749 §5.1. */
export interface TokenResponse {
  /** Made by the host; in what form is its own business. */
  readonly access_token: string;
  /** `Bearer`, or `DPoP` where `cnf` has a `jkt`. */
  readonly token_type: string;
  /** Seconds. */
  readonly expires_in?: number | undefined;
  /** Where the client may have one. */
  readonly refresh_token?: string | undefined;
  /** What was granted, separated by spaces. */
  readonly scope?: string | undefined;
  /** Of your own making; without it `idToken.keys` signs one. */
  readonly id_token?: string | undefined;
  readonly [member: string]: unknown;
}

/**
 * What the host lends: its clients, users and tokens.
 *
 * Every callback may throw a `CibaError` with a code of the endpoint that is being answered; anything else it throws
 * is 500 `server_error` and logged. Each has a deadline (`callbackTimeout`, `notifyUser` has `notifyTimeout`).
 *
 * @example
 * ```ts
 * import type { CibaAdapter } from 'express-ciba';
 *
 * const adapter: CibaAdapter = {
 *   getClient: (id) => clients.get(id),
 *   resolveUser: ({ login_hint }) => users.get(login_hint ?? ''),
 *   notifyUser: (request) => console.log(`ask ${request.user.sub} at /approvals/${request.id}`),
 *   issueTokens: ({ scope }) => ({ access_token: crypto.randomUUID(), token_type: 'Bearer', scope: scope.join(' ') }),
 * };
 * ```
 */
export interface CibaAdapter<C extends CibaClient = CibaClient, U extends EndUser = EndUser> {
  /** Finds a client; nothing means there is none, which answers 401 `invalid_client`. */
  getClient(clientId: string): Awaitable<C | null | undefined>;
  /** Finds the user a hint means; nothing answers `unknown_user_id`. A `login_hint` is raw: judge it here. */
  resolveUser(hint: UserHint, context: HintContext<C>): Awaitable<U | null | undefined>;
  /** Asks the user on the other device. The request is stored by now, so a decision may come at once. Failing ends the request: 503. */
  notifyUser(request: AuthenticationRequest<NoInfer<U>>): Awaitable<unknown>;
  /** Mints tokens for an approval. Failing or late loses nothing: 503, and the next poll tries again. */
  issueTokens(grant: CibaGrant<C, NoInfer<U>>): Awaitable<TokenResponse>;
  /** Reads a user afresh at approval pages and redemption; nothing means the user is gone. Default `{ sub }`. */
  getUser?(sub: string): Awaitable<U | null | undefined>;
  /** Judges a secret (never empty). Default: constant-time comparison with `client.client_secret`. */
  verifyClientSecret?(client: C, secret: string): Awaitable<boolean>;
  /** Replaces the built-in client authentication; nothing answers 401 `invalid_client`. */
  authenticateClient?(req: Incoming, params: URLSearchParams): Awaitable<C | null | undefined>;
  /**
   * The client's certificate, where TLS ends in front of this process; nothing means it showed none. Read it only from
   * headers that your proxy sets and strips. Default: the certificate of the connection. RFC 8705 §2.
   */
  getCertificate?(req: Incoming): Awaitable<PresentedCertificate | null | undefined>;
  /**
   * From where a request comes, as your own proxy tells it, to count wrong client secrets by (`secretAttempts`); nothing where that is not
   * known. For IPv6 answer the network (/64): one customer has all of it.
   */
  getAddress?(req: Incoming): string | undefined;
  /** Judges a request by your own policy; throw a `CibaError` to refuse it before the user is asked. */
  validateRequest?(request: ProposedRequest<NoInfer<U>>): Awaitable<unknown>;
  /**
   * Judges anew whether an approval may be given, and tokens be issued for it: the account may be disabled by now. `true` goes on,
   * `step_up` asks for a stronger authentication at approval, anything else refuses; users and clients that are gone are refused
   * without asking. `approval` is what `approve` was told.
   */
  revalidate?(
    user: NoInfer<U>,
    client: C,
    phase: RevalidationPhase,
    approval: ApprovalContent,
  ): Awaitable<boolean | 'step_up'>;
  /**
   * Stores a client that registers itself at `POST /register`; what it answers with replaces members of the answer, `client_id` among
   * them. Needs `verifyInitialAccessToken`. RFC 7591 §3.
   */
  registerClient?(client: RegisteredClient): Awaitable<unknown>;
  /** Judges the token that a registration comes with; called with undefined when none was sent, where `true` means that anybody may register. RFC 7591 §3. */
  verifyInitialAccessToken?(token: string | undefined): Awaitable<boolean>;
  /** Judges a user code; called with undefined when none was sent, where `true` means this user needs none. CIBA Core 1.0 §7.1.2. */
  verifyUserCode?(
    user: NoInfer<U>,
    userCode: string | undefined,
    context: { readonly client: C },
  ): Awaitable<boolean>;
  /** Revokes tokens that were minted but may not be sent: minted too late, or under a claim that was lost. */
  revokeTokens?(tokens: TokenResponse, grant: CibaGrant<C, NoInfer<U>>): Awaitable<unknown>;
}
