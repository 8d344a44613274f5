import {
  type ApprovalContent,
  type Awaitable,
  ConfigurationError,
  type Incoming,
  type Logger,
} from '../index.js';
import { type Log, logOf } from './logger.js';

/** Who is signed in, and how: what `approve` is told of the user's authentication. */
export interface DeviceUser extends Pick<ApprovalContent, 'acr' | 'amr' | 'auth_time'> {
  /** As your session knows them. */
  readonly sub: string;
}

/** Options of {@link deviceRouter}. */
export interface DeviceRouterOptions {
  /**
   * Who sends this request; nothing means nobody, and answers 401. It is asked at every request, and again while a stream is open: look the
   * session up, do not trust what was put on the request when it came.
   */
  authenticateUser(req: Incoming): Awaitable<DeviceUser | null | undefined>;
  /** The origin whose pages may call: `https://bank.example`. Default: that of the request itself. */
  readonly origin?: string;
  /** Seconds between two signs of life on a stream. Default 15. */
  readonly heartbeat?: number;
  /** Seconds until it is asked again whose session a stream belongs to. Default 60. */
  readonly authenticateEvery?: number;
  /** Streams that this process holds at once. Default 500. */
  readonly maxStreams?: number;
  /** Those of one user. Default 5. */
  readonly maxStreamsPerUser?: number;
  /** Hears what went wrong inside. Default: the console. */
  readonly logger?: Pick<Logger, 'error'>;
  /** The clock of `expires_in`, in milliseconds since the epoch; for tests. Default `Date.now`. */
  readonly now?: () => number;
}

/** The same, complete and judged. */
export interface DeviceConfiguration {
  readonly authenticateUser: (req: Incoming) => Promise<DeviceUser | undefined>;
  readonly origin: string | undefined;
  readonly heartbeat: number;
  readonly authenticateEvery: number;
  readonly maxStreams: number;
  readonly maxStreamsPerUser: number;
  readonly log: Log;
  readonly now: () => number;
}

const NAMES: readonly (keyof DeviceRouterOptions)[] = [
  ...(['authenticateUser', 'origin', 'heartbeat', 'authenticateEvery'] as const),
  ...(['maxStreams', 'maxStreamsPerUser', 'logger', 'now'] as const),
];

/** A day: timers of Node run no longer than 24 of them. */
const LONGEST = 86_400;

/** Judges the options. */
export function deviceConfiguration(options: DeviceRouterOptions): DeviceConfiguration {
  demand(
    typeof options?.authenticateUser === 'function',
    'deviceRouter() needs to know who is signed in: { authenticateUser: (req) => ({ sub }) }',
  );
  requireKnown(options);
  const { origin, heartbeat = 15, authenticateEvery = 60, logger, now = Date.now } = options;
  const { maxStreams = 500, maxStreamsPerUser = 5 } = options;
  demand(origin === undefined || isOrigin(origin), 'origin is one like https://bank.example, without a path');
  demand(
    [heartbeat, authenticateEvery].every(isDuration),
    'heartbeat and authenticateEvery are seconds, above 0 and at most a day',
  );
  demand(
    [maxStreams, maxStreamsPerUser].every((most) => Number.isSafeInteger(most) && most > 0),
    'maxStreams and maxStreamsPerUser are whole numbers above 0',
  );
  const authenticateUser = async (req: Incoming): Promise<DeviceUser | undefined> =>
    signedIn(await options.authenticateUser(req));
  const limits = { heartbeat, authenticateEvery, maxStreams, maxStreamsPerUser };
  return { authenticateUser, origin, ...limits, log: logOf(logger), now };
}

/** What `approve` is told, and no other member of a session: its `scope` is no grant. */
function signedIn(user: DeviceUser | null | undefined): DeviceUser | undefined {
  if (user === undefined || user === null) return undefined;
  const { sub, acr, amr, auth_time } = user;
  if (typeof sub !== 'string' || sub === '') throw new TypeError('authenticateUser answered without a sub');
  return {
    sub,
    ...(acr !== undefined && { acr }),
    ...(amr !== undefined && { amr }),
    ...(auth_time !== undefined && { auth_time }),
  };
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new ConfigurationError('ERR_CIBA_DEVICE', message);
}

function requireKnown(options: DeviceRouterOptions): void {
  const unknown = Object.keys(options).find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown === undefined) return;
  const message = `unknown option ${unknown} of deviceRouter(); known: ${NAMES.join(', ')}`;
  throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', message);
}

function isOrigin(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text;
}

function isDuration(seconds: number): boolean {
  return typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST;
}
