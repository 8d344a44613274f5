import type { Page } from 'playwright-core';
import { useApprovals } from '../support/approval-bench.ts';

/** Milliseconds for which a card takes no press when it has come or moved. */
const GUARDED_MS = 600;

/** How long a busy machine may take to show a card that is made, in milliseconds: the time counts from then. */
const SHOWING_MS = 50;

/** What an impatient page has seen. */
interface Impatience {
  readonly appeared: number;
  readonly presses: number;
  readonly sent: readonly number[];
}

/** Presses Approve as soon as it is there and then all the time, and remembers when a decision went out. */
async function impatient(page: Page): Promise<() => Promise<Impatience>> {
  await page.evaluate(() => {
    const seen = { appeared: 0, presses: 0, sent: [] as number[] };
    Object.assign(window, { seen });
    const fetched = window.fetch.bind(window);
    window.fetch = (target, init) => {
      if (init?.method === 'POST') seen.sent.push(performance.now());
      return fetched(target, init);
    };
    const press = (): void => {
      const approve = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'Approve',
      );
      if (approve === undefined) return;
      seen.appeared ||= performance.now();
      seen.presses += 1;
      approve.click();
    };
    new MutationObserver(press).observe(document, { subtree: true, childList: true });
    setInterval(press, 10);
  });
  return () => page.evaluate(() => (window as unknown as { seen: Impatience }).seen);
}

/** Whether, in the moment a title shows on a card, its Done and the Approve of every other card take no press. */
async function held(page: Page, label: string, title: string): Promise<readonly boolean[]> {
  return page.evaluate(
    ([name, text]) =>
      new Promise<readonly boolean[]>((resolve) => {
        const card = document.querySelector(`article[aria-label="${name}"]`);
        const isHeld = (words: string): boolean =>
          [...document.querySelectorAll('button')]
            .filter(({ textContent }) => textContent === words)
            .every((each) => each.getAttribute('aria-disabled') === 'true');
        const look = (): void => {
          if (card?.querySelector('h2')?.textContent !== text) return;
          watcher.disconnect();
          requestAnimationFrame(() => resolve([isHeld('Done'), isHeld('Approve')]));
        };
        const watcher = new MutationObserver(look);
        watcher.observe(document, { subtree: true, childList: true });
      }),
    [label, title] as const,
  );
}

describe('a card of the approval page that has just come', () => {
  const bench = useApprovals();

  it('takes no press for 600 ms, and then the first one, once', async () => {
    const page = await bench.open();
    await page.shows('Nothing to approve');
    const seen = await impatient(page.page);
    await bench.ask();
    await page.shows('Approved');
    const { appeared, presses, sent } = await seen();
    expect([sent.length, presses > 10]).toEqual([1, true]);
    expect((sent[0] as number) - appeared).toBeGreaterThanOrEqual(GUARDED_MS - SHOWING_MS);
  });

  it('takes none either when it has moved up, where another one was done with', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'kiosk', message: 'First', expiry: 100 });
    await bench.ask({ message: 'Second', expiry: 200 });
    await page.card('Till 7: Second').approve.waitFor();
    await page.card('Kiosk: First').deny.click();
    await page.shows('Denied');
    await page.card('Till 7: Second').approve.click({ trial: true });
    const states = await page.done.evaluate(async (done) => {
      const approve = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Approve');
      const state = () => approve?.getAttribute('aria-disabled') === 'true';
      const began = performance.now();
      const before = state();
      (done as HTMLElement).click();
      await new Promise(requestAnimationFrame);
      const after = state();
      while (state()) await new Promise(requestAnimationFrame);
      return [before, after, performance.now() - began];
    });
    expect(states.slice(0, 2)).toEqual([false, true]);
    expect(states[2]).toBeGreaterThanOrEqual(GUARDED_MS - SHOWING_MS);
  });

  it('takes none either when one below it has ended, and the page has slid under the thumb', async () => {
    const page = await bench.open({ viewport: { width: 390, height: 600 } });
    await bench.ask({ message: 'First', expiry: 200 });
    await bench.ask({ client: 'kiosk', message: 'Second', expiry: 100 });
    await page.card('Kiosk: Second').approve.click({ trial: true });
    await page.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const [second] = await bench.host.pending(bench.user);
    const slid = held(page.page, 'Kiosk: Second', 'Withdrawn');
    await bench.host.ciba.cancel(second?.id ?? '');
    expect(await slid).toEqual([true, true]);
  });

  it('takes none either when something of the host’s page has grown above it', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.approve.click({ trial: true });
    const states = await page.approve.evaluate(async (approve) => {
      const banner = document.createElement('p');
      banner.textContent = 'News';
      document.body.prepend(banner);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return approve.getAttribute('aria-disabled');
    });
    expect(states).toBe('true');
  });

  it('sends one decision, however often it is pressed while the first is on its way', async () => {
    const page = await bench.open();
    const posts: string[] = [];
    page.page.on('request', (request) => void (request.method() === 'POST' && posts.push(request.url())));
    await bench.ask();
    await page.ready();
    await page.approve.evaluate((approve) => {
      for (let times = 0; times < 5; times++) (approve as HTMLElement).click();
    });
    await page.shows('Approved');
    expect(posts).toHaveLength(1);
  });
});
