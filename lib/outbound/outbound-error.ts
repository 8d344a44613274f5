/**
 * Why a request of the guarded client came to nothing.
 *
 * `URL`: not an https URL that may be called. `ADDRESS`: it leads to an address that may not be called. `CONNECT`: no
 * such name, or no connection. `TLS`: no secure connection, or a certificate that is not trusted. `TIMEOUT`: it took too
 * long. `TOO_LARGE`: the body of the answer. `BROKEN`: it could not be sent, or the answer broke off.
 */
export type OutboundErrorCode =
  | 'ERR_CIBA_OUTBOUND_URL'
  | 'ERR_CIBA_OUTBOUND_ADDRESS'
  | 'ERR_CIBA_OUTBOUND_CONNECT'
  | 'ERR_CIBA_OUTBOUND_TLS'
  | 'ERR_CIBA_OUTBOUND_TIMEOUT'
  | 'ERR_CIBA_OUTBOUND_TOO_LARGE'
  | 'ERR_CIBA_OUTBOUND_BROKEN';

/** A request of the guarded client that came to nothing; its message names the host, never path, query, header or body. */
export class OutboundError extends Error {
  /** Why; docs/errors.md has cause and cure of each. */
  readonly code: OutboundErrorCode;

  constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
    super(`${message} (${code})`, options);
    this.name = 'OutboundError';
    this.code = code;
  }
}
