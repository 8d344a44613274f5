import type { Page } from 'playwright-core';
import { useBrowser } from '../support/approval-bench.ts';
import { openApprovals, signIn } from '../support/approval-pages.ts';
import { useTwoProcesses } from '../support/approval-processes.ts';

/** Decisions whose way is measured. */
const ROUNDS = 15;

/** Milliseconds, at the median. */
const SOON_MS = 200;

const USER = 'alice';

/** How long it takes from before a decision is sent elsewhere until the page shows it, in milliseconds on the page's own clock. */
function measured(page: Page, title: string): Promise<number> {
  return page.evaluate(async (text) => {
    const count = (): number =>
      [...document.querySelectorAll('h2, h3')].filter(({ textContent }) => textContent === text).length;
    const before = count();
    const shown = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (count() === before) return;
        observer.disconnect();
        resolve(performance.now());
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
    });
    const began = performance.now();
    await (window as unknown as { decideElsewhere(): Promise<void> }).decideElsewhere();
    return (await shown) - began;
  }, title);
}

describe('an open approval page', () => {
  const browser = useBrowser();
  const processes = useTwoProcesses();

  const open = async () => {
    const context = await browser.context();
    await signIn(context, processes.here.url, USER);
    return openApprovals(context, processes.here.url);
  };

  it('shows within 200 ms at the median what was decided at another process', async () => {
    const page = await open();
    const { there } = processes;
    await page.shows('Nothing to approve');
    await page.page.exposeFunction('decideElsewhere', async () => {
      const [{ id } = { id: '' }] = await there.pending(USER);
      await there.decide(USER, id, 'deny');
    });
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await there.ask({ user: USER, message: `Round ${round}` });
      await page.card(`Till 7: Round ${round}`).approve.waitFor();
      took.push(await measured(page.page, 'Denied elsewhere'));
      await page.done.first().click();
    }
    const median = took.sort((a, b) => a - b)[(ROUNDS - 1) / 2] as number;
    const told = [median, took[0] as number, took.at(-1) as number].map((ms) => `${ms.toFixed(0)} ms`);
    process.stdout.write(
      `A decision at another process is seen after ${told[0]} (${told[1]} to ${told[2]}).\n`,
    );
    expect(median).toBeLessThan(SOON_MS);
  });

  it('approves at its own what was asked at another, and the tokens come there', async () => {
    const page = await open();
    const asked = await processes.there.ask({ user: USER, message: 'Across' });
    await page.card('Till 7: Across').approve.click();
    await page.shows('Approved');
    expect((await processes.there.poll(asked)).status).toBe(200);
  });
});
