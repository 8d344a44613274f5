import type { Page } from 'playwright-core';
import { describePage } from '../support/browser.js';
import { devices, shows } from '../support/devices.js';
import { press } from '../support/press.js';

const MOST_STOPS = 20;

/** What has the focus: its label or text, and the width of the ring around it. */
async function focused(page: Page): Promise<{ readonly name: string; readonly ring: number }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const label = (element as HTMLInputElement).labels?.[0] ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: label.textContent ?? '',
      ring: outlineStyle === 'solid' ? Number.parseFloat(outlineWidth) : 0,
    };
  });
}

/** Presses Tab until something has the focus; every stop on the way must be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab');
    const reached = await focused(page);
    expect(reached).toEqual({ name: reached.name, ring: 3 });
    if (reached.name === name) return;
  }
  throw new Error(`${name} cannot be reached by Tab`);
}

describePage('the page of the demo by keyboard alone', (bench) => {
  afterEach(() => expect(bench.problems).toEqual([]));

  it.each([
    ['Approve', 'Approved'],
    ['Deny', 'Denied'],
  ])('asks, and answers with %s', async (button, title) => {
    const page = await bench.open();
    const { till, phone, approve, deny } = devices(page);
    await tabTo(page, 'Binding message');
    await page.keyboard.type(' by keyboard');
    await tabTo(page, 'Ask the user');
    await page.keyboard.press('Enter');
    await shows(till, 'Call centre asks Alice');
    // It takes nothing until it has been seen.
    await approve.click({ trial: true });
    await tabTo(page, button);
    await press(button === 'Approve' ? approve : deny, () => page.keyboard.press('Enter'));
    await shows(phone, title);
    await shows(till, title);
    expect(await focused(page)).toMatchObject({ name: title });
    await tabTo(page, 'Done');
    await page.keyboard.press('Space');
    await shows(phone, 'Nothing to approve');
    expect(await focused(page)).toMatchObject({ name: 'Nothing to approve' });
  });

  it('keeps the focus on a button while both devices poll', async () => {
    const page = await bench.open();
    const { till, approve, ask } = devices(page);
    await ask();
    await approve.focus();
    await till.locator('[data-is="count"]', { hasText: '3' }).waitFor();
    expect(await focused(page)).toMatchObject({ name: 'Approve' });
  });
});
