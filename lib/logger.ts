/** Where the package tells the operator what went wrong; pino, winston or the console fit. */
export interface Logger {
  /** What went wrong inside, with what was being done. */
  error(error: unknown, message?: string): void;
  /** What works, and would better be otherwise. */
  warn?(message: string): void;
}

/** A logger that throws must not change an answer. */
export function harmless(logger: Logger): Logger {
  // There is nobody left to tell when that fails.
  const quietly = (log: () => unknown): void => {
    new Promise((resolve) => resolve(log())).catch(() => undefined);
  };
  return {
    error: (error, message) => quietly(() => logger.error(error, message)),
    warn: (message) => quietly(() => logger.warn?.(message)),
  };
}

/** Errors on the console, which is where a host without a logger looks. */
export const consoleLogger: Logger = {
  error: (error, message) => globalThis.console.error(message ?? 'express-ciba', error),
  warn: (message) => globalThis.console.warn(message),
};
