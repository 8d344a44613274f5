import type { BrowserContext } from 'playwright-core';
import { type Approvals, approvals } from './approval-page.ts';
import type { Words } from './approval-words.ts';

/** Gives a context the session of a user. */
export async function signIn(context: BrowserContext, url: string, user: string): Promise<void> {
  await context.addCookies([{ name: 'session', value: user, url, httpOnly: true, sameSite: 'Lax' }]);
}

/** Opens the page in a context in which somebody is signed in. */
export async function openApprovals(context: BrowserContext, url: string, words?: Words): Promise<Approvals> {
  const page = await context.newPage();
  await page.goto(`${url}/approve`);
  return approvals(page, words);
}
