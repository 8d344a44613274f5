import type { Page } from 'playwright-core';
import { DESKTOP, PHONE, useApprovals } from '../support/approval-bench.ts';
import { PAYMENT } from '../support/approval-clients.ts';
import type { Approvals } from '../support/approval-page.ts';
import { openApprovals } from '../support/approval-pages.ts';

describe('the approval page on another device than the one that asks', () => {
  const bench = useApprovals();

  /** A till in a context of its own, and the user's page in another. */
  const devices = async (parameters: Readonly<Record<string, string>>): Promise<[Page, Approvals]> => {
    const till = await (await bench.context({ viewport: DESKTOP })).newPage();
    await till.goto(`${bench.host.url}/till?${new URLSearchParams({ user: bench.user, ...parameters })}`);
    const phone = await openApprovals(await bench.signedIn({ viewport: PHONE }), bench.host.url);
    await phone.shows('Nothing to approve');
    return [till, phone];
  };
  const pay = (till: Page) => till.getByRole('button', { name: 'Pay' }).click();
  const tells = (till: Page, what: string) => till.getByRole('status').getByText(what).waitFor();

  it('shows at once what was asked there, and by Approve the tokens come there', async () => {
    const [till, phone] = await devices({ message: 'Order 1742' });
    await pay(till);
    await phone.shows('Till 7 asks for your approval');
    await phone.says('Till 7 asks for your approval.');
    expect(await phone.page.title()).toBe('(1) Approvals');
    await phone.card('Till 7: Order 1742').approve.click();
    await phone.shows('Approved');
    await phone.says(/^Approved/);
    expect(await phone.page.title()).toBe('Approvals');
    await tells(till, 'Paid');
  });

  it('gives the client nothing by Deny', async () => {
    const [till, phone] = await devices({ message: 'Order 1743' });
    await pay(till);
    await phone.deny.click();
    await phone.shows('Denied');
    await tells(till, 'access_denied');
  });

  it('keeps a client away that the user reports', async () => {
    const [till, phone] = await devices({});
    await pay(till);
    await phone.report.click();
    await phone.shows('Reported');
    await phone.all.getByText('Till 7 can no longer ask you.').first().waitFor();
    await tells(till, 'access_denied');
    expect(await bench.host.tryToAsk({ user: bench.user })).toMatchObject({
      status: 403,
      body: { error: 'access_denied' },
    });
    expect((await bench.host.tryToAsk({ user: bench.user, client: 'kiosk' })).status).toBe(200);
  });

  it('shows the same number on both devices, and takes it', async () => {
    const [till, phone] = await devices({ client: 'picker' });
    await pay(till);
    await till.getByRole('status').getByText('Asking').waitFor();
    const shown = await till.locator('output').innerText();
    await phone.number(shown).click();
    await phone.shows('Approved');
    await tells(till, 'Paid');
  });
});

describe('a card of the approval page', () => {
  const bench = useApprovals();

  it('leads with the amount and the payee, and leaves out no member', async () => {
    const page = await bench.open();
    await bench.ask({ details: [PAYMENT], message: 'Order 1742', scope: 'openid profile accounts' });
    await page.ready();
    const text = (await page.cards.innerText()).replaceAll(' ', ' ');
    for (const said of ['€123.50', 'Merchant A', 'DE02100100109307118603', 'Ref Number Merchant'])
      expect(text).toContain(said);
    for (const said of ['initiate', 'https://bank.example/payments', 'accounts'])
      expect(text).toContain(said);
    const order = ['€123.50', 'Merchant A', 'Ref Number', 'accounts'].map((said) => text.indexOf(said));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).not.toContain('payment_initiation');
  });

  it('says who asks by name and id, and links to its terms in another tab', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Order 1742' });
    await page.ready();
    expect(await page.cards.innerText()).toMatch(/\btill\b/);
    const links = page.cards.getByRole('link');
    const told = await links.evaluateAll((found) =>
      found.map((link) => ['href', 'rel', 'target'].map((name) => link.getAttribute(name))),
    );
    expect(told).toEqual([
      ['https://till.example/terms', expect.stringMatching(/noopener/), '_blank'],
      ['https://till.example/privacy', expect.stringMatching(/noreferrer/), '_blank'],
    ]);
  });

  it('warns where there is no binding message, and takes the id for a name where there is none', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'nameless' });
    await page.shows('nameless asks for your approval');
    await page.card('nameless').all.getByText('Approve only what you have just started yourself').waitFor();
  });

  it('is remembered with its outcome until the tab is closed', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Order 1742' });
    await page.deny.click();
    await page.done.click();
    await page.shows('Nothing to approve');
    await page.page.reload();
    const last = page.all.getByRole('region', { name: 'Your last decisions' });
    await last.getByText('Till 7').first().waitFor();
    expect(await last.innerText()).toMatch(/Order 1742[\s\S]*Denied|Denied[\s\S]*Order 1742/);
    const other = await openApprovals(page.page.context(), bench.host.url);
    await other.shows('Nothing to approve');
    expect(await other.all.getByText('Order 1742').count()).toBe(0);
  });
});
