import type { Awaitable } from '../adapter.js';
import { beforeDeadline, DeadlineError } from '../deadline.js';
import { CibaError, isCibaError } from '../errors.js';
import { HostError } from './host-error.js';

/** What a callback is called, how long it may take in seconds, and what becomes of answers that come too late to be used. */
export interface Lending<Args extends unknown[], T> {
  readonly name: string;
  readonly seconds: number;
  readonly onLate?: (late: T, ...args: Args) => Promise<unknown>;
}

/** A callback of the host, with its deadline: late is 503, since the next try may do; a `CibaError` is the host's own answer; anything else is a fault. */
export function lend<Args extends unknown[], T>(
  call: (...args: Args) => Awaitable<T>,
  { name, seconds, onLate }: Lending<Args, T>,
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
