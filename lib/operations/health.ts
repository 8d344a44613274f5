import type { Ciba, Handler, Readiness } from '../index.js';
import { write } from './answer.js';

/** Options of {@link healthCheck}. */
export interface HealthCheckOptions {
  /** Says what is wrong, too: for a path that only operators reach. Default false. */
  readonly problems?: boolean;
  /** Seconds for which an answer holds: however many ask, the store is asked once. Default 1. */
  readonly maxAge?: number;
}

/**
 * Answers 200 `{"ready":true}` or 503 `{"ready":false}`, for load balancers and orchestrators, which need no credentials.
 *
 * @example
 * ```ts
 * import { healthCheck } from 'express-ciba/operations';
 *
 * app.get('/healthz', healthCheck(ciba));
 * ```
 */
export function healthCheck(
  { ready }: Pick<Ciba, 'ready'>,
  { problems: tells = false, maxAge = 1 }: HealthCheckOptions = {},
): Handler {
  let known: { readonly at: number; readonly found: Promise<Readiness> } | undefined;
  const look = (): Promise<Readiness> => {
    const at = performance.now();
    if (known === undefined || at - known.at >= maxAge * 1000) known = { at, found: ready() };
    return known.found;
  };
  return (_req, res, next) => {
    look()
      .then(({ ready, problems }) =>
        write(res, { status: ready ? 200 : 503, body: { ready, ...(tells && { problems }) } }),
      )
      .catch(next);
  };
}
