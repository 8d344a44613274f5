import type { BrowserContext, Page } from 'playwright-core';
import { useApprovals } from '../support/approval-bench.ts';
import { approvals } from '../support/approval-page.ts';
import { openApprovals } from '../support/approval-pages.ts';

/** Holds decisions back until so many are on their way, then lets them go at once. */
async function together(context: BrowserContext, count: number): Promise<void> {
  let arrived = 0;
  let go = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    go = resolve;
  });
  await context.route(/\/device\/requests\/[^/]+\/(approve|deny)$/, async (route) => {
    arrived += 1;
    if (arrived === count) go();
    await all;
    await route.continue();
  });
}

/** The outcomes that a page shows, as titles. */
const outcomes = (page: Page): Promise<string[]> =>
  page.getByRole('heading', { name: /^(Approved|Denied)( elsewhere)?$/ }).allInnerTexts();

describe('two open approval pages of one user', () => {
  const bench = useApprovals();

  /** Two tabs whose decisions reach the server at once. */
  const twoTabs = async () => {
    const context = await bench.signedIn();
    await together(context, 2);
    const open = () => openApprovals(context, bench.host.url);
    return [await open(), await open()] as const;
  };

  it('decide at once: exactly one decision stands, and the other page says which', async () => {
    const [one, other] = await twoTabs();
    const asked = await bench.ask();
    await Promise.all([one.approve.click(), other.deny.click()]);
    for (const { page } of [one, other])
      await page.getByRole('heading', { name: /^(Approved|Denied)( elsewhere)?$/ }).waitFor();
    const { status, body } = await bench.host.poll(asked);
    const stands = status === 200 ? 'Approved' : 'Denied';
    expect(status === 200 ? undefined : body.error).toBe(status === 200 ? undefined : 'access_denied');
    const seen = [await outcomes(one.page), await outcomes(other.page)];
    expect(seen).toEqual(
      stands === 'Approved' ? [['Approved'], ['Approved elsewhere']] : [['Denied elsewhere'], ['Denied']],
    );
  });

  it('decide the same at once: both say that it stands', async () => {
    const [one, other] = await twoTabs();
    const asked = await bench.ask();
    await Promise.all([one.approve.click(), other.approve.click()]);
    await Promise.all([one.shows(/^Approved/), other.shows(/^Approved/)]);
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it.each([
    ['approve', 'Approved elsewhere'],
    ['deny', 'Denied elsewhere'],
  ] as const)('tell of what the other one did: %s', async (how, title) => {
    const page = await bench.open();
    await bench.ask();
    await page.ready();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.decide(bench.user, id, how);
    await page.shows(title);
    await page.says(new RegExp(`^${title}`));
    expect(await page.cards.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  });

  it('tell whoever reports a request that it was approved before', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.ready();
    await page.page.route('**/device/events', (route) => route.abort());
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    const answered = page.page.waitForResponse((answer) => answer.url().endsWith('/report'));
    await page.page.route(/\/report$/, async (route) => {
      await bench.host.decide(bench.user, id, 'approve');
      await route.continue();
    });
    await page.report.click();
    expect((await answered).status()).toBe(409);
    await page.shows('Reported');
    await page.says(/approved before, on another device or page/);
  });

  it('keep in sight what was approved elsewhere, whoever asks next', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.ready();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.decide(bench.user, id, 'approve');
    await page.shows('Approved elsewhere');
    await bench.ask({ client: 'kiosk' });
    await page.shows('Kiosk asks for your approval');
    expect(await page.heading('Approved elsewhere').count()).toBe(1);
    await page.done.click();
    await page.all.getByRole('listitem').getByText('Approved elsewhere').waitFor();
  });

  it('tell of a request that was withdrawn', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.ready();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.ciba.cancel(id);
    await page.shows('Withdrawn');
  });

  it('decide as ever when the browser brings one back from its history', async () => {
    const page = await bench.open();
    const asked = await bench.ask();
    await page.ready();
    await page.page.goto(`${bench.host.url}/till`);
    await page.page.goBack();
    await approvals(page.page).approve.click();
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });
});
