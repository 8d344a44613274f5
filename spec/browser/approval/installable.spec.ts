import type { BrowserContext, Page } from 'playwright-core';
import { useApprovals } from '../support/approval-bench.ts';
import { openApprovals } from '../support/approval-pages.ts';

/** Waits until the service worker of the page is at work. */
const atWork = (page: Page): Promise<unknown> =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);

/** All that the page keeps, as paths. */
const kept = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
    const requests = (await Promise.all(caches.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname).sort();
  });

/** The size of a PNG image, which stands behind its signature. */
const sizeOf = (png: Buffer): string => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;

describe('the approval page installs as an app', () => {
  const bench = useApprovals();

  const installed = async (): Promise<[BrowserContext, Page]> => {
    const context = await bench.signedIn();
    const page = await openApprovals(context, bench.host.url);
    await page.shows('Nothing to approve');
    await atWork(page.page);
    return [context, page.page];
  };

  it('by a manifest in which the browser finds no fault', async () => {
    const [context, page] = await installed();
    const session = await context.newCDPSession(page);
    const { errors, url, data } = await session.send('Page.getAppManifest');
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A context of Playwright is one, and there only.
    const others = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
    expect([url, errors, others]).toEqual([`${bench.host.url}/approve/manifest.webmanifest`, [], []]);
    const manifest = JSON.parse(data ?? '{}');
    expect(manifest).toMatchObject({ name: 'Approvals', display: 'standalone' });
    expect(new URL(manifest.start_url, url).pathname).toMatch(/^\/approve\/?$/);
    expect(new URL(manifest.scope, url).pathname).toMatch(/^\/approve\/?$/);
  });

  it('with icons of the sizes that it tells', async () => {
    const [, page] = await installed();
    for (const size of [192, 512]) {
      const answer = await page.request.get(`${bench.host.url}/approve/icon-${size}.png`);
      expect([answer.headers()['content-type'], sizeOf(await answer.body())]).toEqual([
        'image/png',
        `${size}x${size}`,
      ]);
    }
  });

  it('and opens without a connection, says so, and goes on when it is back', async () => {
    const [context, page] = await installed();
    await context.setOffline(true);
    await page.reload();
    await page.getByText('No connection. Trying again.').waitFor();
    await bench.ask();
    await context.setOffline(false);
    await page.getByRole('heading', { name: 'Till 7 asks for your approval' }).waitFor();
  });

  it('and keeps its shell alone, whatever the API answered', async () => {
    const [, page] = await installed();
    await bench.ask({ message: 'Order 1742' });
    await page.reload();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    const paths = await kept(page);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !path.startsWith('/approve'))).toEqual([]);
  });

  it('and keeps no sign-in page in the place of its shell', async () => {
    const [context, page] = await installed();
    bench.host.sessions.end(bench.user);
    await page.reload();
    await page
      .getByRole('heading', { name: 'You are signed out' })
      .or(page.getByRole('button', { name: 'It is me' }))
      .waitFor();
    await context.setOffline(true);
    await page.goto(`${bench.host.url}/approve`);
    await page.getByText('No connection. Trying again.').waitFor();
  });
});
