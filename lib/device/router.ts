import type { ServerResponse } from 'node:http';
import { type Ciba, type Handler, type Incoming, isCibaError } from '../index.js';
import { type Answer, refused, refusedFor, write } from './answer.js';
import { readObject } from './body.js';
import { isForeign } from './cross-site.js';
import type { Log } from './logger.js';
import { type DeviceConfiguration, type DeviceRouterOptions, deviceConfiguration } from './options.js';
import { type Asked, type Route, routesOf } from './routes.js';
import { Streams } from './streams.js';
import { methodOf, pathOf, patternOf } from './target.js';

/** The device API, to be mounted. */
export interface DeviceRouter extends Handler {
  /** Ends every stream, for a process that is about to end; their clients go on elsewhere. No new one is opened. */
  close(): void;
}

/**
 * What the device API needs of an instance.
 *
 * @inline
 */
type DeviceCiba = Pick<Ciba, 'listRequests' | 'getRequest' | 'approve' | 'deny' | 'report' | 'watchRequests'>;

/** Seconds, where the store does not answer. */
const RETRY_AFTER = 5;

/**
 * The API of the user's device, behind your sign-in: `GET /requests`, `GET /requests/:id`, `POST /requests/:id/approve`, `/deny` and
 * `/report`, `GET /events` (server-sent events), `GET /openapi.json`. Everything else goes on.
 *
 * It takes and answers JSON, shows and decides the requests of the user who is signed in and of nobody else, and refuses what a page of
 * another site has sent.
 *
 * @throws ConfigurationError without `authenticateUser`, or for an option that means nothing
 * @example
 * ```ts
 * import { deviceRouter } from 'express-ciba/device';
 *
 * const device = deviceRouter(ciba, {
 *   origin: 'https://bank.example',
 *   authenticateUser: async (req) => sessions.userOf(req),
 * });
 * app.use('/device', device);
 * ```
 */
export function deviceRouter(ciba: DeviceCiba, options: DeviceRouterOptions): DeviceRouter {
  const configuration = deviceConfiguration(options);
  const { authenticateUser: userOf, now, log } = configuration;
  const streams = new Streams({ ...configuration, ciba, userOf });
  const stream = ({ req, res, user: { sub } }: Asked) => streams.open(req, res, sub);
  const routes = routesOf({ ciba, stream, now }).map((route) => ({ route, pattern: patternOf(route.path) }));
  const handle: Handler = (req, res, next) => {
    const path = pathOf(req);
    const ofPath = routes.filter(({ pattern }) => pattern.test(path));
    const [first] = ofPath;
    if (first === undefined) return next();
    const id = first.pattern.exec(path)?.[1] ?? '';
    served(
      { req, res, id },
      ofPath.map(({ route }) => route),
      configuration,
    )
      .catch((error: unknown) => failed(error, log))
      .then((answer) => answer && send(req, res, answer))
      .catch(next);
  };
  return Object.assign(handle, { close: () => streams.close() });
}

async function served(
  asked: Pick<Asked, 'req' | 'res' | 'id'>,
  ofPath: readonly Route[],
  { origin, authenticateUser }: DeviceConfiguration,
): Promise<Answer | undefined> {
  const { req } = asked;
  const route = ofPath.find(({ method }) => method.toUpperCase() === methodOf(req));
  if (route === undefined) return refused('method_not_allowed', { Allow: allowedOf(ofPath) });
  if (route.isPublic) return route.answer({ ...asked, user: { sub: '' }, body: {} });
  if (isForeign(req, origin)) return refused('cross_site');
  const user = await authenticateUser(req);
  if (user === undefined) return refused('unauthenticated');
  const found = route.takes ? await readObject(req) : { object: {} };
  return 'error' in found ? refused(found.error) : route.answer({ ...asked, user, body: found.object });
}

function allowedOf(routes: readonly Route[]): string {
  return routes.map(({ method }) => method.toUpperCase()).join(', ');
}

/** A body that nobody reads keeps its connection. */
function send(req: Incoming, res: ServerResponse, answer: Answer): void {
  req.resume();
  write(res, answer);
}

/** What went wrong inside is for the logger. */
function failed(error: unknown, log: Log): Answer {
  if ((error as { readonly code?: unknown } | undefined)?.code === 'ERR_CIBA_WIDENING')
    return refused('invalid_request');
  const isAway = isCibaError(error) && error.error === 'temporarily_unavailable';
  log(isCibaError(error) ? (error.cause ?? error) : error, 'a request could not be answered');
  return isAway
    ? refusedFor(error.retryAfter ?? RETRY_AFTER, 'temporarily_unavailable')
    : refused('server_error');
}
