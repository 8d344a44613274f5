/** What one code is answered with: a status for each endpoint that may use it, and its public text. */
interface Code extends Readonly<Partial<Record<Endpoint, number>>> {
  readonly text: string;
}

/**
 * The one table of error codes: what each code is answered with at which endpoint.
 *
 * CIBA Core 1.0 §13 (backchannel authentication endpoint) and §11 (token endpoint), RFC 6749 §5.2, RFC 9449 §5 and §8, RFC 7591 §3.2.2
 * (registration). A code without a status for an endpoint is not in that endpoint's vocabulary.
 */
const CODES = {
  invalid_request: { backchannel: 400, token: 400, registration: 400, text: 'The request is malformed.' },
  invalid_scope: { backchannel: 400, token: 400, text: 'The scope is invalid, unknown or malformed.' },
  invalid_client: { backchannel: 401, token: 401, text: 'Client authentication failed.' },
  unauthorized_client: {
    backchannel: 400,
    token: 400,
    text: 'The client is not authorized to use this grant.',
  },
  access_denied: { backchannel: 403, token: 400, registration: 403, text: 'The request was denied.' },
  expired_login_hint_token: { backchannel: 400, text: 'The login_hint_token has expired.' },
  unknown_user_id: { backchannel: 400, text: 'The hint does not identify a user.' },
  missing_user_code: { backchannel: 400, text: 'A user_code is required.' },
  invalid_user_code: { backchannel: 400, text: 'The user_code is wrong.' },
  invalid_binding_message: { backchannel: 400, text: 'The binding_message is not acceptable.' },
  invalid_target: { backchannel: 400, token: 400, text: 'The requested resource is not acceptable.' },
  invalid_authorization_details: {
    backchannel: 400,
    token: 400,
    text: 'The authorization_details are not acceptable.',
  },
  invalid_dpop_proof: { backchannel: 400, token: 400, text: 'The DPoP proof is not acceptable.' },
  use_dpop_nonce: { backchannel: 400, token: 400, text: 'The DPoP proof needs a nonce of this server.' },
  invalid_grant: { token: 400, text: 'The auth_req_id is not valid.' },
  authorization_pending: { token: 400, text: 'The request is still pending.' },
  slow_down: { token: 400, text: 'The client polls too fast.' },
  expired_token: { token: 400, text: 'The request has expired or has ended.' },
  invalid_client_metadata: { registration: 400, text: 'The client metadata is not acceptable.' },
  invalid_redirect_uri: { registration: 400, text: 'A redirect URI is not acceptable.' },
  invalid_token: { registration: 401, text: 'The initial access token is not acceptable.' },
  server_error: { backchannel: 500, token: 500, registration: 500, text: 'The server failed.' },
  temporarily_unavailable: {
    backchannel: 503,
    token: 503,
    registration: 503,
    text: 'The server is busy; try again later.',
  },
} as const;

/** The endpoints this package answers; each has its own vocabulary of error codes. */
export type Endpoint = 'backchannel' | 'token' | 'registration';

/** Every error code this package can put on the wire. */
export type CibaErrorCode = keyof typeof CODES;

/** Extras of a {@link CibaError}. */
export interface CibaErrorOptions {
  /** What went wrong inside; goes to the logger, never on the wire. */
  readonly cause?: unknown;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter?: number;
  /** Replaces the table's HTTP status; 400 to 599. */
  readonly status?: number;
}

const BRAND = Symbol.for('express-ciba.CibaError');

/** RFC 6749 §5.2: printable ASCII without `"` and `\`. */
const DESCRIPTION = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * A refusal in the specs' own words; throw it from an adapter callback to answer with that code.
 *
 * The code must belong to the endpoint that is being answered (CIBA Core 1.0 §13 or §11); any other is answered
 * as 500 `server_error` and logged. The description is public: fixed printable ASCII text without quotes or
 * backslashes, never anything taken from the request. Recognised across copies of this package by a brand.
 *
 * @example
 * ```ts
 * import { CibaError } from 'express-ciba';
 *
 * const validateRequest = ({ binding_message }: { binding_message?: string }): void => {
 *   if (binding_message === undefined) throw new CibaError('invalid_request', 'binding_message is required');
 * };
 * ```
 */
export class CibaError extends Error {
  /** The wire code. */
  readonly error: CibaErrorCode;
  /** The public text. */
  readonly description: string;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter: number | undefined;
  /** The HTTP status where it is not the table's. */
  readonly status: number | undefined;

  constructor(error: CibaErrorCode, description?: string, options: CibaErrorOptions = {}) {
    const text =
      typeof description === 'string' && DESCRIPTION.test(description) ? description : CODES[error]?.text;
    super(`${error}: ${text}`, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CibaError';
    this.error = error;
    this.description = text;
    this.retryAfter = Number.isFinite(options.retryAfter) ? options.retryAfter : undefined;
    this.status = options.status;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Recognises a {@link CibaError} of any copy of this package (ES module and CommonJS may both be loaded).
 *
 * @example
 * ```ts
 * import { isCibaError } from 'express-ciba';
 *
 * const codeOf = (error: unknown): string => (isCibaError(error) ? error.error : 'server_error');
 * ```
 */
export function isCibaError(value: unknown): value is CibaError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

/** The HTTP status of `code` at `endpoint`, or undefined where the code is not in that endpoint's vocabulary. */
export function statusOf(code: string, endpoint: Endpoint): number | undefined {
  const known: Code | undefined = Object.hasOwn(CODES, code) ? CODES[code as CibaErrorCode] : undefined;
  return known?.[endpoint];
}

/** The fixed public text of `code`. */
export function textOf(code: CibaErrorCode): string {
  return CODES[code].text;
}

/**
 * A mistake in how the package is set up, found at start-up: a `TypeError` with a stable `code`.
 *
 * @example
 * ```ts
 * import { ConfigurationError, createCiba, memoryStore } from 'express-ciba';
 *
 * try {
 *   createCiba({ issuer, store: memoryStore(), adapter });
 * } catch (error) {
 *   if (error instanceof ConfigurationError) console.error(`see docs/errors.md: ${error.code}`);
 *   throw error;
 * }
 * ```
 */
export class ConfigurationError extends TypeError {
  /** `ERR_CIBA_...`; docs/errors.md has cause and cure of each. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${message} (${code})`);
    this.name = 'ConfigurationError';
    this.code = code;
  }
}
