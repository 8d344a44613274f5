import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { DemoHost } from '../../../examples/demo/host.js';
import { demoInMemory } from '../../examples/support/demo.js';
import { launchChromium } from './launch.js';

/** Longer than any poll or expiry of these specs takes on a busy machine. */
const PATIENCE_MS = 15_000;

/** A fresh host and a browser for each suite. */
export interface PageBench {
  readonly host: DemoHost;
  /** What the pages complained of since the last look: violations of the policy, errors, failed loads. */
  readonly problems: string[];
  /** A path of the host of the suite, or the URL of another one. */
  open(address?: string, options?: BrowserContextOptions): Promise<Page>;
}

/** A suite that drives the page in Chromium; the project `browser` runs only where there is one. */
export function describePage(title: string, specs: (bench: PageBench) => void): void {
  describe(title, () => {
    jest.setTimeout(2 * PATIENCE_MS);
    let browser: Browser;
    let host: DemoHost;
    const problems: string[] = [];

    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
      host = await demoInMemory();
      problems.length = 0;
    });
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await host.close();
    });

    specs({
      problems,
      get host() {
        return host;
      },
      async open(address = '/', options = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
        context.setDefaultTimeout(PATIENCE_MS);
        const page = await context.newPage();
        await collectProblems(page, problems);
        await page.goto(new URL(address, host.url).href);
        await page.locator('#client option').first().waitFor({ state: 'attached' });
        return page;
      },
    });
  });
}

async function collectProblems(page: Page, problems: string[]): Promise<void> {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      console.error(`violates ${violatedDirective}`);
    });
  });
}
