import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Asked, Asking } from './approval-calls.ts';
import { type ApprovalHost, type ApprovalHostOptions, startApprovalHost } from './approval-host.ts';
import { type Approvals, approvals } from './approval-page.ts';
import { signIn } from './approval-pages.ts';
import { collectProblems } from './approval-problems.ts';
import { Tabs } from './approval-tabs.ts';
import type { Words } from './approval-words.ts';
import { launchChromium } from './launch.ts';

/** How long is waited for what must be seen. */
const PATIENCE_MS = 20_000;

/** Sizes of screens. */
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 900 };

/** A browser for all specs of a file; each has contexts of its own, of which nobody may complain. */
export interface BrowserBench {
  /** Empty after each spec, or the spec fails. */
  readonly problems: string[];
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A tab that is empty, and may have been another spec's before. */
  tab(options?: BrowserContextOptions): Promise<Page>;
}

/** Has one for the specs that follow. */
export function useBrowser(): BrowserBench {
  const problems: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    await tabs.tidy(browser.contexts());
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(() => browser.close());
  const context = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const made = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', ...options });
    made.setDefaultTimeout(PATIENCE_MS);
    await collectProblems(made, problems);
    return made;
  };
  const tabs = new Tabs(context);
  return { problems, context, tab: (options = {}) => tabs.take(options) };
}

/** A host and a browser for all specs of a file, and a user for each spec whom no other one has asked. */
export interface ApprovalBench extends BrowserBench {
  readonly host: ApprovalHost;
  readonly user: string;
  /** Has a client ask the user of this spec. */
  ask(asking?: Partial<Asking>): Promise<Asked>;
  /** The page of the user of this spec, on a device of its own. */
  open(options?: BrowserContextOptions, words?: Words): Promise<Approvals>;
  /** A context in which a user is signed in. */
  signedIn(options?: BrowserContextOptions, user?: string): Promise<BrowserContext>;
}

/** Has one for the specs that follow. */
export function useApprovals(
  options: ApprovalHostOptions | (() => Promise<ApprovalHostOptions>) = {},
): ApprovalBench {
  const browser = useBrowser();
  let host: ApprovalHost;
  let users = 0;
  beforeAll(async () => {
    host = await startApprovalHost(typeof options === 'function' ? await options() : options);
  });
  beforeEach(() => {
    users += 1;
  });
  afterAll(() => host.stop());
  const bench: ApprovalBench = {
    ...browser,
    get host() {
      return host;
    },
    get user() {
      return `user-${users}`;
    },
    ask: (asking = {}) => host.ask({ user: bench.user, ...asking }),
    async signedIn(contextOptions, user = bench.user) {
      const context = await browser.context(contextOptions);
      await signIn(context, host.url, user);
      return context;
    },
    async open(contextOptions, words) {
      const page = await browser.tab(contextOptions);
      await signIn(page.context(), host.url, bench.user);
      await page.goto(`${host.url}/approve`);
      return approvals(page, words);
    },
  };
  return bench;
}
