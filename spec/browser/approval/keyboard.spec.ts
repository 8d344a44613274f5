import type { Page } from 'playwright-core';
import { useApprovals } from '../support/approval-bench.ts';

const MOST_STOPS = 20;

/** What has the focus: its name, and the width of the ring around it in pixels. */
function focused(page: Page): Promise<{ readonly name: string; readonly ring: number }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const label = (element as HTMLInputElement).labels?.[0] ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: (label.textContent ?? '').trim(),
      ring: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth),
    };
  });
}

/** Presses Tab until something has the focus, and answers each stop; the focus must be seen on all of them. */
async function tabTo(page: Page, name: string): Promise<string[]> {
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const reached = await focused(page);
    expect([reached.name, reached.ring >= 2]).toEqual([reached.name, true]);
    stops.push(reached.name);
    if (reached.name === name) return stops;
  }
  throw new Error(`${name} cannot be reached by Tab: ${stops.join(', ')}`);
}

/** Waits until a heading has the focus. */
const focusOn = (page: Page, title: string): Promise<unknown> =>
  page.waitForFunction(
    (text) =>
      /^H[1-6]$/.test(document.activeElement?.tagName ?? '') && document.activeElement?.textContent === text,
    title,
  );

describe('the approval page by keyboard alone', () => {
  const bench = useApprovals();

  it.each([
    ['Approve', 'Enter', 'Approved'],
    ['Deny', 'Space', 'Denied'],
    ['I did not ask for this', 'Enter', 'Reported'],
  ])('decides by %s, and the focus goes to what came of it', async (button, key, title) => {
    const page = await bench.open();
    await bench.ask({ client: 'kiosk', message: 'Order 1742' });
    await page.ready();
    await tabTo(page.page, button);
    await page.page.keyboard.press(key);
    await focusOn(page.page, title);
    await tabTo(page.page, 'Done');
    await page.page.keyboard.press('Enter');
    await focusOn(page.page, 'Nothing to approve');
  });

  it('comes to Deny before Approve, and to the report after both', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'kiosk' });
    await page.ready();
    const stops = await tabTo(page.page, 'I did not ask for this');
    expect(stops.slice(-3)).toEqual(['Deny', 'Approve', 'I did not ask for this']);
  });

  it('goes to the next card when one is done with', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'kiosk', message: 'First', expiry: 100 });
    await bench.ask({ client: 'till', message: 'Second', expiry: 200 });
    await page.card('Till 7: Second').approve.waitFor();
    await page.ready();
    await tabTo(page.page, 'Deny');
    await page.page.keyboard.press('Enter');
    await focusOn(page.page, 'Denied');
    await tabTo(page.page, 'Done');
    await page.page.keyboard.press('Enter');
    await focusOn(page.page, 'Till 7 asks for your approval');
  });

  it('picks a number, and types one', async () => {
    const page = await bench.open();
    const picked = await bench.ask({ client: 'picker' });
    await page.ready();
    await tabTo(page.page, picked.number);
    await page.page.keyboard.press('Enter');
    await focusOn(page.page, 'Approved');
    await tabTo(page.page, 'Done');
    await page.page.keyboard.press('Enter');
    const typed = await bench.ask({ client: 'typer' });
    await page.ready();
    await tabTo(page.page, 'Number on the other device');
    await page.page.keyboard.type(typed.number);
    await page.page.keyboard.press('Enter');
    await focusOn(page.page, 'Approved');
  });

  it('leaves the focus where it is while other requests come and go', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'kiosk', message: 'Mine', expiry: 200 });
    await page.ready();
    await tabTo(page.page, 'Approve');
    await bench.ask({ client: 'till', message: 'Before it', expiry: 100 });
    await page.card('Till 7: Before it').approve.waitFor();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.decide(bench.user, id, 'deny');
    await page.shows('Denied elsewhere');
    const held = await page.card('Kiosk: Mine').approve.evaluate((found) => found === document.activeElement);
    expect(held).toBe(true);
  });
});
