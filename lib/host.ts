import type { Awaitable, CibaAdapter, EndUser } from './adapter.js';
import type { AuthenticateBy } from './client/authentication/authenticate.js';
import { secretMatches } from './client/authentication/client-secret.js';
import type { Certificates } from './client/certificate.js';
import type { CibaClient } from './client/metadata.js';
import { beforeDeadline, DeadlineError } from './deadline.js';
import { CibaError, isCibaError } from './errors.js';
import { HostError } from './host-error.js';
import type { Logger } from './logger.js';
import { certificates } from './presented-certificate.js';

type Callback = keyof CibaAdapter;
type Promised<F> = F extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : never;

/** The adapter as the rooms see it: complete, each callback with its deadline, and no answer taken on trust. */
export interface Host {
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly resolveUser: (...args: Parameters<CibaAdapter['resolveUser']>) => Promise<EndUser | undefined>;
  readonly getUser: (sub: string) => Promise<EndUser | undefined>;
  readonly notifyUser: Promised<CibaAdapter['notifyUser']>;
  readonly issueTokens: Promised<CibaAdapter['issueTokens']>;
  readonly verifyClientSecret: (client: CibaClient, secret: string) => Promise<boolean>;
  readonly authenticateClient: AuthenticateBy | undefined;
  readonly certificates: Certificates;
  readonly validateRequest: Promised<NonNullable<CibaAdapter['validateRequest']>> | undefined;
  readonly verifyUserCode: Promised<NonNullable<CibaAdapter['verifyUserCode']>> | undefined;
  readonly revokeTokens: Promised<NonNullable<CibaAdapter['revokeTokens']>> | undefined;
}

/** How long callbacks may take, in seconds, and who hears of what fails after that. */
export interface HostSettings {
  readonly logger: Logger;
  readonly callbackTimeout: number;
  readonly notifyTimeout: number;
}

/** Wraps an adapter. */
export function hostOf(adapter: CibaAdapter, settings: HostSettings): Host {
  const { callbackTimeout, notifyTimeout, logger } = settings;
  const lent = <Name extends Callback>(
    name: Name,
    seconds: number = callbackTimeout,
  ): Promised<CibaAdapter[Name]> =>
    withDeadline(name, seconds, (adapter[name] as (...args: unknown[]) => unknown).bind(adapter)) as never;
  const optional = <Name extends Callback>(
    name: Name,
  ): Promised<NonNullable<CibaAdapter[Name]>> | undefined => adapter[name] && (lent(name) as never);

  const [getClient, resolveUser, getUser] = [lent('getClient'), lent('resolveUser'), optional('getUser')];
  const [verifySecret, authenticate] = [optional('verifyClientSecret'), optional('authenticateClient')];
  const verifyUserCode = optional('verifyUserCode');
  return {
    getClient: async (id) => clientOf('getClient', await getClient(id), id),
    resolveUser: async (hint, context) => userOf('resolveUser', await resolveUser(hint, context)),
    getUser: async (sub) => (getUser ? userOf('getUser', await getUser(sub), sub) : { sub }),
    notifyUser: lent('notifyUser', notifyTimeout),
    issueTokens: withDeadline(
      'issueTokens',
      callbackTimeout,
      adapter.issueTokens.bind(adapter),
      async (late, grant) => {
        try {
          await adapter.revokeTokens?.(late, grant);
        } catch (error) {
          logger.error(error, 'tokens that came too late could not be revoked');
        }
      },
    ),
    verifyClientSecret: verifySecret
      ? async (client, secret) => (await verifySecret(client, secret)) === true
      : async (client, secret) => secretMatches(client, secret),
    authenticateClient:
      authenticate &&
      (async (req, params) => clientOf('authenticateClient', await authenticate(req, params))),
    certificates: certificates(optional('getCertificate')),
    validateRequest: optional('validateRequest'),
    verifyUserCode: verifyUserCode && (async (...args) => (await verifyUserCode(...args)) === true),
    revokeTokens: optional('revokeTokens'),
  };
}

/**
 * Late is 503, since the next try may do; a `CibaError` is the host's own answer; anything else is a fault.
 * What arrives too late to be used is handed to `onLate`.
 */
function withDeadline<Args extends unknown[], T>(
  name: Callback,
  seconds: number,
  call: (...args: Args) => Awaitable<T>,
  onLate?: (late: T, ...args: Args) => Promise<unknown>,
): (...args: Args) => Promise<T> {
  return async (...args) => {
    let pending: Promise<T> | undefined;
    try {
      const value = call(...args);
      if (!isPromise(value)) return value;
      pending = Promise.resolve(value);
      return await beforeDeadline(pending, seconds, `adapter.${name}`);
    } catch (error) {
      if (isCibaError(error)) throw error;
      const cause = new HostError(name, error);
      if (!(error instanceof DeadlineError)) throw cause;
      if (onLate) pending?.then((late) => onLate(late, ...args)).catch(() => undefined);
      throw new CibaError('temporarily_unavailable', undefined, { cause });
    }
  };
}

function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null | undefined)?.then === 'function';
}

/** A database that ignores case finds another client than was asked for: that is none. */
function clientOf(
  callback: Callback,
  client: CibaClient | null | undefined,
  id?: string,
): CibaClient | undefined {
  if (client === null || client === undefined) return undefined;
  if (typeof client.client_id !== 'string' || client.client_id === '') {
    throw new HostError(callback, 'it answered with something that is no client');
  }
  return id === undefined || client.client_id === id ? client : undefined;
}

function userOf(callback: Callback, user: EndUser | null | undefined, sub?: string): EndUser | undefined {
  if (user === null || user === undefined) return undefined;
  const named = typeof user.sub === 'string' && user.sub !== '' ? user.sub : undefined;
  if (named === undefined || (sub !== undefined && named !== sub))
    throw new HostError(callback, 'it must answer { sub }, with the sub it was asked for if it was');
  return user;
}
