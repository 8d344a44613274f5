import { type Awaitable, ConfigurationError, type Handler, type Incoming, isCibaError } from '../index.js';
import { type Answer, write } from './answer.js';
import { isForeign, saysJson, targetOf } from './incoming.js';
import { type Operable, operations } from './operations.js';
import { type Route, routesOf } from './routes.js';

/** Options of {@link operationsRouter}. */
export interface OperationsRouterOptions {
  /** Whether whoever sends this request may see everybody's requests and cancel them; only `true` lets it through. */
  readonly authorize: (req: Incoming) => Awaitable<boolean>;
}

/** Seconds, where the store does not answer. */
const RETRY_AFTER = 5;

/**
 * The operator's routes, behind a guard of yours: `GET /requests`, `POST /requests/:selector/withdraw`, `POST /unblock`,
 * `GET /dead-letters`, `POST /dead-letters/:selector/replay`, `GET /counts`, `GET /health`. Everything else goes on.
 *
 * What changes something must say that it sends JSON, and is refused where a browser says that another site has sent it.
 *
 * @throws ConfigurationError where there is no guard
 * @example
 * ```ts
 * import { operationsRouter } from 'express-ciba/operations';
 *
 * app.use('/operations', operationsRouter(ciba, { authorize: (req) => operators.has(req) }));
 * ```
 */
export function operationsRouter(ciba: Operable, options: OperationsRouterOptions): Handler {
  const authorize = options?.authorize;
  if (typeof authorize !== 'function') {
    const message = 'operationsRouter() needs a guard: { authorize: (req) => boolean }';
    throw new ConfigurationError('ERR_CIBA_OPERATIONS', message);
  }
  const routes = routesOf(operations(ciba));
  return (req, res, next) => {
    const { path, query } = targetOf(req);
    const ofPath = routes.filter((route) => route.path.test(path));
    if (ofPath.length === 0) return next();
    const serve = async (): Promise<Answer> => {
      if ((await authorize(req)) !== true) return refused(403, 'access_denied');
      return guarded(req, ofPath) ?? (await answered(req, ofPath, { path, query }));
    };
    serve()
      .then((answer) => {
        // A body that nobody reads keeps its connection.
        req.resume();
        write(res, answer);
      })
      .catch(next);
  };
}

function methodOf({ method }: Incoming): string | undefined {
  return method === 'HEAD' ? 'GET' : method;
}

/** What speaks against a request that an operator has sent, or another site in their name. */
function guarded(req: Incoming, ofPath: readonly Route[]): Answer | undefined {
  const methods = ofPath.map(({ method }) => method);
  if (!methods.some((method) => method === methodOf(req)))
    return { ...refused(405, 'invalid_request'), headers: { Allow: methods.join(', ') } };
  if (methodOf(req) === 'GET') return undefined;
  if (isForeign(req)) return refused(403, 'access_denied');
  return saysJson(req) ? undefined : refused(415, 'invalid_request');
}

async function answered(
  req: Incoming,
  ofPath: readonly Route[],
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
): Promise<Answer> {
  const route = ofPath.find(({ method }) => method === methodOf(req)) as Route;
  const selector = route.path.exec(path)?.[1] ?? '';
  try {
    return await route.answer({ req, query, selector });
  } catch (error) {
    if ((error as { readonly code?: unknown } | undefined)?.code === 'ERR_CIBA_FILTER')
      return refused(400, 'invalid_request');
    if (!isCibaError(error) || error.status !== 503) throw error;
    const { retryAfter = RETRY_AFTER } = error;
    return {
      ...refused(503, 'temporarily_unavailable'),
      headers: { 'Retry-After': String(retryAfter) },
    };
  }
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}
