import type { Logger } from '../index.js';

/** Tells what went wrong inside; one that throws changes no answer. */
export type Log = (error: unknown, what: string) => void;

/** The host's logger, or the console, where a host without one looks. */
export function logOf(logger: Pick<Logger, 'error'> = globalThis.console): Log {
  return (error, what) => {
    // There is nobody left to tell when that fails.
    new Promise((resolve) => resolve(logger.error(error, `express-ciba/device: ${what}`))).catch(
      () => undefined,
    );
  };
}
