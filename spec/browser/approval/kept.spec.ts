import type { Page } from 'playwright-core';
import { approvalPage } from '../../../lib/page/index.js';
import { useBrowser } from '../support/approval-bench.ts';
import { type ShellHost, startShellHost } from '../support/approval-shell.ts';

const FILES = ['app.js', 'icon-192.png', 'icon-512.png', 'icon.svg', 'manifest.webmanifest', 'settings.json'];

/** What is kept of a page that is mounted there, beside the theme. */
const shellAt = (mount: string): readonly string[] => [
  mount,
  ...[...FILES, 'style.css'].map((file) => `${mount === '/' ? '' : mount}/${file}`),
];

/** All that is kept of an origin, with the queries. */
const kept = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
    const requests = (await Promise.all(caches.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => url.slice(location.origin.length)).sort();
  });

/** Waits until no more and no less than that is kept. */
const keeps = async (page: Page, wanted: readonly string[]): Promise<void> => {
  const deadline = Date.now() + 20_000;
  const sorted = JSON.stringify([...wanted].sort());
  while (JSON.stringify(await kept(page)) !== sorted && Date.now() < deadline) await page.waitForTimeout(50);
  expect(await kept(page)).toEqual(JSON.parse(sorted));
};

describe.each(['/approve', '/'])('the service worker of the page that is mounted at %s', (mount) => {
  const browser = useBrowser();
  const shell = [...shellAt(mount), '/theme.css'];
  let host: ShellHost;
  beforeEach(async () => {
    host = await startShellHost(mount, { stylesheet: '/theme.css' });
  });
  afterEach(() => host.stop());

  const visit = async (page: Page, path = mount): Promise<void> => {
    await page.goto(host.url + path, { waitUntil: 'load' });
  };
  const installed = async (): Promise<Page> => {
    const page = await (await browser.context()).newPage();
    await visit(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    return page;
  };
  /** The query that the document was asked for under which is kept. */
  const documentKept = (page: Page, path: string): Promise<string | null | undefined> =>
    page.evaluate(async (url) => (await caches.match(url))?.headers.get('X-Asked'), path);

  it('keeps the files of the shell, and the theme that the host names', async () => {
    await keeps(await installed(), shell);
  });

  it('keeps nothing for another page in its scope, be it a style sheet or an answer of the API', async () => {
    const page = await installed();
    await keeps(page, shell);
    for (const version of [1, 2]) {
      await visit(page, `/approvers?v=${version}`);
      expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    }
    await keeps(page, shell);
  });

  it('gives nothing of what it keeps to another page in its scope', async () => {
    const page = await installed();
    await keeps(page, shell);
    await visit(page, '/approvers?v=1');
    await page.context().setOffline(true);
    const load = page.evaluate(
      () =>
        new Promise((resolve) => {
          const link = document.createElement('link');
          Object.assign(link, { rel: 'stylesheet', href: '/theme.css' });
          for (const how of ['load', 'error']) link.addEventListener(how, () => resolve(how));
          document.head.append(link);
        }),
    );
    expect(await load).toBe('error');
    expect(browser.problems.splice(0).join()).toMatch(/ERR_/);
  });

  it('keeps no theme that the host wants nobody to store', async () => {
    host.cacheControl = 'private, no-store';
    const page = await installed();
    await visit(page);
    await keeps(page, shellAt(mount));
  });

  it('lets go of a theme that the host wants nobody to store from now on', async () => {
    const page = await installed();
    await keeps(page, shell);
    host.cacheControl = 'no-store';
    await visit(page);
    await keeps(page, shellAt(mount));
  });

  it('keeps no page of the sign-in in the place of the shell, be it answered with 200', async () => {
    const page = await installed();
    await keeps(page, shell);
    host.isSignedIn = false;
    await visit(page);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().setOffline(true);
    await visit(page);
    await page.getByText('No connection. Trying again.').waitFor();
  });

  it('keeps no document of a query, and opens under one without a connection', async () => {
    const page = await installed();
    await keeps(page, shell);
    await visit(page, `${mount}?u=alice@example.com`);
    expect(await documentKept(page, mount)).toBe(mount);
    await page.context().setOffline(true);
    await visit(page, `${mount}?u=alice@example.com`);
    await page.getByText('No connection. Trying again.').waitFor();
  });

  it('lets go of what is no longer of the shell, when it begins to work', async () => {
    const page = await (await browser.context()).newPage();
    await visit(page, '/approvers?v=1');
    await page.evaluate(async (home) => {
      const cache = await caches.open(`express-ciba-page ${location.origin}${home}`);
      await cache.put('/account.css?v=1', new Response('old'));
    }, mount);
    await visit(page);
    await keeps(page, shell);
  });

  it('lets go of a theme that the host no longer names, and keeps the new one', async () => {
    const page = await installed();
    await keeps(page, shell);
    host.page = approvalPage({ api: '/device', stylesheet: '/other.css' });
    await visit(page);
    await keeps(page, shellAt(mount));
    await visit(page);
    await keeps(page, [...shellAt(mount), '/other.css']);
  });
});
