import type { IncomingHttpHeaders } from 'node:http';

/** What came over the wire: the answer to a client, or a notification and what it was answered. */
export interface WireMessage {
  /** Of the answer. */
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** JSON, by its wire names. */
  readonly body: {
    readonly auth_req_id?: string;
    /** Seconds. */
    readonly expires_in?: number;
    /** Seconds. */
    readonly interval?: number;
    /** Two digits that the client shows. */
    readonly matching_number?: string;
    readonly access_token?: string;
    readonly token_type?: string;
    readonly refresh_token?: string;
    readonly id_token?: string;
    readonly scope?: string;
    readonly error?: string;
    readonly error_description?: string;
    readonly [member: string]: unknown;
  };
}
