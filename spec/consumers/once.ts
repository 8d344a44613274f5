const made = new Map<string, Promise<unknown>>();

/** Does something once for each name: whoever asks again, or meanwhile, gets the same. */
export function once<T>(name: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(name) as Promise<T> | undefined;
  const result = known ?? make();
  made.set(name, result);
  return result;
}
