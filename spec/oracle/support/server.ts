/** A server that is asked, ours or node-oidc-provider; both serve the same paths. */
export interface Server {
  /** The issuer identifier, which is also where the paths begin. */
  readonly issuer: string;
  /** The user decides a pending request, as the host is told to. */
  decide(authReqId: string, decision: 'approve' | 'deny'): Promise<void>;
  /** Puts the server's clock forward, or back. */
  shift(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Where authentication requests go. */
export const BACKCHANNEL = '/bc-authorize';

/** Where polls go. */
export const TOKEN = '/token';

/** Users that a `login_hint` may name. */
export const users: readonly string[] = ['alice', 'bob'];

/** What users have set against unsolicited requests, where a client is registered to ask for it. */
export const USER_CODE = '2468';

/** Seconds by which the clocks of a client may be off. */
export const CLOCK_TOLERANCE = 10;

/** The header that stands in for the TLS connection: the certificate of the client, as PEM, percent-encoded. */
export const CERTIFICATE_HEADER = 'x-client-certificate';
