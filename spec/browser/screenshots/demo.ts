import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { demoInMemory } from '../../examples/support/demo.ts';
import { devices } from '../support/devices.ts';

const DESKTOP: BrowserContextOptions = { viewport: { width: 1104, height: 1070 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 600 }, deviceScaleFactor: 2 };

/** The demo while the till waits and the phone asks: both devices on a desktop, the phone alone on a phone. */
export async function demoPictures(browser: Browser): Promise<void> {
  const host = await demoInMemory(5);
  const page = await (await browser.newContext({ ...DESKTOP, reducedMotion: 'reduce' })).newPage();
  await page.goto(host.url);
  const { ask, approve } = devices(page);
  await ask({ message: 'Order 1742' });
  await approve.click({ trial: true });
  await page.locator('.addresses').evaluate((addresses) => addresses.remove());
  await taken(page, 'demo-desktop');
  const phone = await (await browser.newContext({ ...PHONE, reducedMotion: 'reduce' })).newPage();
  await phone.goto(host.url);
  await phone.goto(`${host.url}/approvals/`);
  await phone.getByRole('button', { name: 'Approve' }).click({ trial: true });
  await taken(phone, 'demo-phone');
  await Promise.all(browser.contexts().map((context) => context.close()));
  await host.close();
}

async function taken(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `docs/images/${name}.png` });
  process.stdout.write(`docs/images/${name}.png\n`);
}
