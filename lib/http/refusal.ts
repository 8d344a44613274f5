import { CibaError, type Endpoint, isCibaError, statusOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { FormRequest, JsonAnswer } from './handler.js';

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
  return {
    status,
    headers: {
      ...(retryAfter !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter))) }),
      ...(status === 401 &&
        request?.authorization !== undefined && { 'WWW-Authenticate': 'Basic realm="oauth"' }),
    },
    body: { error: error.error, error_description: error.description },
  };
}

/** A code outside the endpoint's vocabulary is a fault, as is anything that is not a {@link CibaError}. */
function asRefusal(thrown: unknown, endpoint: Endpoint): { error: CibaError; status: number } {
  if (isCibaError(thrown)) {
    const listed = statusOf(thrown.error, endpoint);
    if (listed !== undefined) return { error: thrown, status: overridden(thrown.status) ?? listed };
  }
  return { error: new CibaError('server_error', undefined, { cause: thrown }), status: 500 };
}

function overridden(status: number | undefined): number | undefined {
  return status !== undefined && status >= 400 && status <= 599 ? status : undefined;
}
