import type { AuthenticationRequest, EndUser } from './adapter.js';
import type { AuthenticatedClient } from './client/authenticated-client.js';
import type { HostProofs } from './client/key-binding/host-proofs.js';
import type { ClientMetadata } from './client/registration/members.js';
import type { DecidedBy } from './decision/decided-by.js';
import type { Decisions } from './decision/decisions.js';
import type { Oversight } from './decision/oversight.js';
import type { Watching } from './decision/watching.js';
import type { DiscoveryDocument, JwkSet } from './discovery.js';
import type { CibaEventName, CibaListener } from './events.js';
import type { Handler, Incoming } from './http/handler.js';
import type { DeadLetters } from './notification/dead-letters.js';
import type { Readiness } from './readiness.js';

/**
 * CIBA for one authorization server, as `createCiba` makes it.
 *
 * What asks the store rejects with a `CibaError` `temporarily_unavailable`, `status` 503, where that is away or late: nothing has ended, and
 * the call may be repeated.
 */
export interface Ciba<U extends EndUser = EndUser>
  extends Decisions,
    Oversight,
    Watching,
    DeadLetters,
    HostProofs {
  /** The endpoints by mount-relative path; everything else goes on to the host. Mount it before the host's token route. */
  readonly router: Handler;
  /** The backchannel authentication endpoint alone, for hosts that route themselves. CIBA Core 1.0 §7. */
  readonly backchannelAuthentication: Handler;
  /** The CIBA grant alone; any other grant goes on to the host, body untouched. CIBA Core 1.0 §10.1. */
  readonly token: Handler;
  /** Dynamic client registration alone; goes on to the host where the adapter lends no `registerClient`. RFC 7591 §3. */
  readonly registration: Handler;
  /** The discovery members of this package; with the host's document, merged into it. CIBA Core 1.0 §4. */
  metadata(hostDocument?: DiscoveryDocument): DiscoveryDocument;
  /** The public keys that ID tokens are signed with; with the host's key set, added to it. */
  jwks(hostJwks?: JwkSet): JwkSet;
  /**
   * Judges metadata that a client wants to register and completes it with the defaults; unknown members are left out.
   * RFC 7591 §2, CIBA Core 1.0 §4.
   *
   * @throws CibaError `invalid_client_metadata`, `status` 400
   */
  validateClientMetadata(metadata: unknown): ClientMetadata;
  /**
   * Fetches the `sector_identifier_uri` of such metadata, where there is one, and looks for the client's URLs in it. `POST /register` does
   * so by itself; call it where you register clients yourself. CIBA Core 1.0 §4, OpenID Connect Dynamic Client Registration 1.0 §5.
   *
   * @throws CibaError `invalid_client_metadata`, `status` 400
   */
  verifySectorIdentifier(metadata: ClientMetadata): Promise<void>;
  /**
   * Authenticates the client of a request to your own grants (`refresh_token`) by the same rules as the CIBA grant, assertions and
   * certificates included. Works before and behind a body parser, and leaves the body in place. CIBA Core 1.0 §7.1, RFC 8705.
   *
   * @throws CibaError `invalid_client` or `invalid_request`, with `status`
   */
  authenticateClient(req: Incoming): Promise<AuthenticatedClient>;
  /**
   * One request, for the user it asks and nobody else; ended ones too, while they are remembered.
   *
   * @throws TypeError where `sub` is missing
   */
  getRequest(id: string, by: DecidedBy): Promise<AuthenticationRequest<U> | undefined>;
  /**
   * A user's pending requests, the latest to expire first, at most 100.
   *
   * @throws TypeError where `sub` is missing
   */
  listRequests(by: DecidedBy): Promise<readonly AuthenticationRequest<U>[]>;
  /**
   * Adds a listener of an audit event; the answer removes it. Local to this process and synchronous.
   *
   * @throws ConfigurationError for a name that is no event
   */
  on<Name extends CibaEventName>(name: Name, listener: CibaListener<Name>): () => void;
  /** Checks the store: reachable, recent enough, and not set to drop pending requests. Never rejects. */
  ready(): Promise<Readiness>;
  /** Ends the timers of this package. Connections and signals are the host's. */
  close(): Promise<void>;
}
