import { request } from 'node:http';
import { useApprovals } from '../support/approval-bench.ts';
import { openApprovals } from '../support/approval-pages.ts';

/** Bytes that may cross the wire until the page works. */
const MOST_BYTES = 60 * 1024;

const PATHS = [
  ...['', '/app.js', '/style.css', '/settings.json', '/manifest.webmanifest', '/service-worker.js'],
  ...['/icon.svg', '/icon-192.png', '/icon-512.png'],
];

/** How many bytes of a body cross the wire, and how they are packed. */
function fetched(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<[number, string | undefined, number]> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { 'Accept-Encoding': 'gzip', ...headers } }, (res) => {
      let bytes = 0;
      res.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      res.on('end', () => resolve([res.statusCode ?? 0, res.headers['content-encoding'], bytes]));
    });
    sent.on('error', reject).end();
  });
}

describe('all that the approval page is made of', () => {
  const bench = useApprovals();

  it('weighs less than 60 KiB compressed, icons and all', async () => {
    const all = await Promise.all(
      PATHS.map((path) => fetched(`${bench.host.url}/approve${path}`, { Cookie: `session=${bench.user}` })),
    );
    expect(all.map(([status]) => status)).toEqual(PATHS.map(() => 200));
    const weight = all.reduce((sum, [, , bytes]) => sum + bytes, 0);
    process.stdout.write(`The approval page weighs ${weight} bytes.\n`);
    expect(weight).toBeLessThan(MOST_BYTES);
  });

  it('crosses the wire with less than 60 KiB at the first visit, and with next to nothing at the second', async () => {
    const context = await bench.signedIn();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let bytes = 0;
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const visit = async () => {
      bytes = 0;
      await page.goto(`${bench.host.url}/approve`);
      await page.getByRole('heading', { name: 'Nothing to approve' }).waitFor();
      await page.waitForLoadState('load');
      return bytes;
    };
    const first = await visit();
    expect([first > 1000, first < MOST_BYTES]).toEqual([true, true]);
    expect(await visit()).toBeLessThan(6000);
  });

  it('comes from the host alone, but for the logos of clients', async () => {
    const context = await bench.signedIn();
    const origins = new Set<string>();
    context.on('request', (one) => origins.add(new URL(one.url()).origin));
    const page = await openApprovals(context, bench.host.url);
    await bench.ask({ message: 'Order 1742' });
    await page.approve.click();
    await page.shows('Approved');
    expect([...origins]).toEqual([bench.host.url]);
  });

  it('has no code and no style within the document', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'typer', message: 'Order 1742' });
    await page.ready();
    const inline = await page.page.evaluate(() => [
      ...[...document.querySelectorAll('style, script:not([src])')].map(({ outerHTML }) => outerHTML),
      ...[...document.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith('on')),
      ),
    ]);
    expect(inline).toEqual([]);
    const answer = await page.page.request.get(`${bench.host.url}/approve`);
    expect(await answer.text()).not.toMatch(/ style=| on[a-z]+=|<style|javascript:/i);
  });

  it('is guarded by a policy that allows no more than that', async () => {
    const page = await bench.open();
    await page.shows('Nothing to approve');
    const { headers } = await page.page.evaluate(async () => {
      const answer = await fetch('/approve');
      return { headers: Object.fromEntries(answer.headers.entries()) };
    });
    const policy = String(headers['content-security-policy'])
      .split(';')
      .map((part) => part.trim());
    expect(policy).toEqual(
      expect.arrayContaining([
        ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
        ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "worker-src 'self'"],
        "require-trusted-types-for 'script'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|data:/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it('cannot be framed by another page', async () => {
    const page = await (await bench.signedIn()).newPage();
    await page.goto(`${bench.host.url}/till`);
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = '/approve';
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    });
    expect(await page.frames()[1]?.locator('[data-ciba-approvals]').count()).toBe(0);
    expect(bench.problems.splice(0).join()).toMatch(/frame-ancestors/);
  });
});
