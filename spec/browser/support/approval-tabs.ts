import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Tabs that one spec after another has, each for one kind of device: to open one costs more than most specs. */
export class Tabs {
  readonly #make: (options: BrowserContextOptions) => Promise<BrowserContext>;
  readonly #kept = new Map<string, Page>();
  readonly #taken = new Set<string>();

  constructor(make: (options: BrowserContextOptions) => Promise<BrowserContext>) {
    this.#make = make;
  }

  /** A tab that knows nothing of what was before; a second one of its kind within one spec is a new one. */
  async take(options: BrowserContextOptions): Promise<Page> {
    const kind = JSON.stringify(options);
    const kept = this.#taken.has(kind) ? undefined : this.#kept.get(kind);
    const page = kept ?? (await (await this.#make(options)).newPage());
    if (!this.#taken.has(kind)) this.#kept.set(kind, page);
    this.#taken.add(kind);
    return page;
  }

  /** Empties the tabs that are kept, and closes every other one. */
  async tidy(contexts: readonly BrowserContext[]): Promise<void> {
    this.#taken.clear();
    const kept = new Map([...this.#kept.values()].map((page) => [page.context(), page]));
    await Promise.all(
      contexts.map((context) => {
        const page = kept.get(context);
        return page === undefined ? context.close() : emptied(page);
      }),
    );
  }
}

async function emptied(page: Page): Promise<void> {
  const context = page.context();
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  const others = context.pages().filter((other) => other !== page);
  await Promise.all(others.map((other) => other.close()));
  await context.clearCookies();
  // An error page has no storage.
  await page.evaluate(() => sessionStorage.clear()).catch(() => undefined);
  await page.goto('about:blank');
}
