import { afterEach } from '@jest/globals';

/** A promise that a test resolves when it likes. */
export interface Signal<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
}

/** Makes one. */
export function signal<T>(): Signal<T> {
  let resolve = (_value: T): void => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve: (value) => resolve(value) };
}

/** Makes some that are given at the end of the test at the latest, so that nobody waits for one that failed. */
export function useSignals(): () => Signal<void> {
  const made: Signal<void>[] = [];
  afterEach(() => {
    for (const { resolve } of made.splice(0)) resolve();
  });
  return () => {
    const one = signal<void>();
    made.push(one);
    return one;
  };
}
