/** Takes the pictures of the approval page and of the demo that the docs show: `npm run screenshots`. */
import type { Browser } from 'playwright-core';
import { type ApprovalHost, startApprovalHost } from '../support/approval-host.ts';
import { openApprovals, signIn } from '../support/approval-pages.ts';
import { launchChromium } from '../support/launch.ts';
import { demoPictures } from './demo.ts';
import { CLIENTS, SCENES, type Scene } from './scenes.ts';

const host = await startApprovalHost({ clients: CLIENTS, page: { name: 'Example Bank' } });
const browser = await launchChromium();
for (const [at, scene] of SCENES.entries()) {
  await picture(browser, host, scene, `person-${at}`);
  process.stdout.write(`docs/images/approval-${scene.name}.png\n`);
}
await demoPictures(browser);
await browser.close();
await host.stop();

async function picture(browser: Browser, host: ApprovalHost, scene: Scene, user: string): Promise<void> {
  const viewport = { width: scene.width, height: 900 };
  const context = await browser.newContext({
    ...{ locale: 'en-GB', reducedMotion: 'reduce', viewport },
    ...scene.device,
  });
  await signIn(context, host.url, user);
  const page = await openApprovals(context, host.url, scene.words);
  for (const asking of scene.asked) {
    await host.ask({ user, ...asking });
    await page.card(asking.label).all.waitFor();
  }
  // A window of the page's own height first: what moves takes no press for a while, and looks like it.
  const height = await page.page.evaluate(() => document.documentElement.scrollHeight);
  await page.page.setViewportSize({ width: scene.width, height });
  for (const card of await page.cards.all()) await card.getByRole('button').last().click({ trial: true });
  await page.page.screenshot({ path: `docs/images/approval-${scene.name}.png` });
  await context.close();
}
