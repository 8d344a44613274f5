/** Thrown when something took longer than it may. */
export class DeadlineError extends Error {
  constructor(what: string, seconds: number) {
    super(`${what} took longer than ${seconds} s`);
    this.name = 'DeadlineError';
  }
}

/** The promise's own outcome, or a {@link DeadlineError} after `seconds`. */
export function beforeDeadline<T>(promise: PromiseLike<T>, seconds: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(what, seconds)), seconds * 1000);
    promise.then(resolve, reject).then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  });
}
