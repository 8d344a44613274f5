import type { Logger } from '../logger.js';

/** Tells the operator of a failure once, and of its end, however often it is met in between. */
export class Outage {
  readonly #logger: Logger;
  readonly #texts: { readonly begins: string; readonly ends: string };
  #lasts = false;

  constructor(logger: Logger, texts: { readonly begins: string; readonly ends: string }) {
    this.#logger = logger;
    this.#texts = texts;
  }

  met(error: unknown): void {
    if (!this.#lasts) this.#logger.error(error, this.#texts.begins);
    this.#lasts = true;
  }

  over(): void {
    if (this.#lasts) this.#logger.warn?.(this.#texts.ends);
    this.#lasts = false;
  }
}
