/** Who waits for which request to change, by its selector; or for those of which user. */
export class Watchers {
  readonly #bySelector = new Map<string, Set<() => void>>();

  /** Adds somebody; the answer removes them again. */
  add(selector: string, changed: () => void): () => void {
    const ofSelector = this.#bySelector.get(selector) ?? new Set();
    this.#bySelector.set(selector, ofSelector.add(changed));
    return () => {
      ofSelector.delete(changed);
      if (ofSelector.size === 0 && this.#bySelector.get(selector) === ofSelector)
        this.#bySelector.delete(selector);
    };
  }

  /** A request has changed. Whoever waits is called once the change is whole. */
  tell(selector: string): void {
    for (const changed of this.#bySelector.get(selector) ?? []) setImmediate(changed);
  }

  /** Nobody knows what has changed. */
  tellAll(): void {
    for (const selector of this.#bySelector.keys()) this.tell(selector);
  }

  get size(): number {
    return this.#bySelector.size;
  }
}
