import { CibaError, type CibaErrorCode, type Endpoint, isCibaError, statusOf, textOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { FormRequest, JsonAnswer } from './handler.js';

const DAY = 86_400;

/** What refusals need to know of the server. */
export interface RefusalContext {
  readonly endpoint: Endpoint;
  readonly logger: Logger;
  /** Seconds for `Retry-After` where an answer is temporary and says none itself. */
  readonly retryAfter: number;
}

/** The error answer to whatever was thrown. Internals go to the logger; the body has its three members and no other. */
export function refusal(
  thrown: unknown,
  request: FormRequest | undefined,
  context: RefusalContext,
): JsonAnswer {
  const { error, status } = asRefusal(thrown, context.endpoint);
  if (status >= 500)
    context.logger.error(error.cause ?? error, `${context.endpoint} endpoint: ${error.error}`);
  const retryAfter =
    error.retryAfter ?? (error.error === 'temporarily_unavailable' ? context.retryAfter : undefined);
  const challenged = status === 401 && request?.authorization !== undefined;
  return {
    status,
    headers: { ...retryHeader(retryAfter), ...(challenged && { 'WWW-Authenticate': 'Basic realm="oauth"' }) },
    body: { error: error.error, error_description: error.description },
  };
}

/** The answer with a code of the endpoint's vocabulary and its fixed text; `retryAfter` in seconds. */
export function errorAnswer(error: CibaErrorCode, endpoint: Endpoint, retryAfter?: number): JsonAnswer {
  return {
    status: statusOf(error, endpoint) ?? 500,
    headers: retryAfter === undefined ? {} : { 'Retry-After': String(Math.max(0, Math.ceil(retryAfter))) },
    body: { error, error_description: textOf(error) },
  };
}

function retryHeader(seconds: number | undefined): Readonly<Record<string, string>> {
  return seconds === undefined
    ? {}
    : { 'Retry-After': String(Math.min(Math.max(1, Math.ceil(seconds)), DAY)) };
}

/**
 * A code outside the endpoint's vocabulary is a fault, as is anything that is not a {@link CibaError}.
 *
 * One of another copy of this package is made anew: its members are as hostile as any.
 */
function asRefusal(thrown: unknown, endpoint: Endpoint): { error: CibaError; status: number } {
  try {
    if (isCibaError(thrown)) {
      const { error, description, cause, retryAfter = Number.NaN, status } = thrown;
      const listed = typeof error === 'string' ? statusOf(error, endpoint) : undefined;
      if (listed !== undefined)
        return {
          error: new CibaError(error, description, { cause, retryAfter }),
          status: overridden(status) ?? listed,
        };
    }
  } catch {
    // What cannot even be read is a fault like any other.
  }
  return { error: new CibaError('server_error', undefined, { cause: thrown }), status: 500 };
}

function overridden(status: number | undefined): number | undefined {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599 ? status : undefined;
}
