import type { Locator } from 'playwright-core';
import type { ApprovalBench } from './approval-bench.ts';
import { PAYMENT } from './approval-clients.ts';
import type { Approvals } from './approval-page.ts';

/** Has an open page come to a state, in whatever language it is; the answer is when it is there. */
type Reach = (bench: ApprovalBench, page: Approvals) => Promise<unknown>;

const EVERYTHING = {
  details: [PAYMENT, { type: 'account_information', access: { accounts: ['DE02'], balances: true } }],
  message: 'Order 1742 at the till by the window',
  scope: 'openid profile email accounts',
  parameters: {
    resource: 'https://bank.example/api',
    claims: JSON.stringify({ id_token: { given_name: { essential: true }, loyalty_number: null } }),
  },
};

const heading = ({ all }: Approvals): Promise<void> => all.locator('h2, h3').first().waitFor();

const signInLink = ({ all }: Approvals): Locator => all.locator('a[href^="/sign-in"]:visible');

/** As another device of the user decides. */
async function elsewhere({ host, user }: ApprovalBench, how: 'approve' | 'deny' | 'cancel'): Promise<void> {
  const [{ id } = { id: '' }] = await host.pending(user);
  if (how === 'cancel') await host.ciba.cancel(id);
  else await host.decide(user, id, how);
}

/** Waits until the card has made room for what came of it. */
const ended = ({ done }: Approvals): Promise<void> => done.first().waitFor();

const ending =
  (how: 'approve' | 'deny' | 'cancel'): Reach =>
  async (bench, page) => {
    await bench.ask({ message: 'Order 1742' });
    await page.ready();
    await elsewhere(bench, how);
    await ended(page);
  };

const pressing =
  (button: 'approve' | 'deny' | 'report'): Reach =>
  async (bench, page) => {
    await bench.ask({ message: 'Order 1742' });
    await page[button].click();
    await ended(page);
  };

/** Every state of the page, by name. */
export const STATES: Readonly<Record<string, Reach>> = {
  'nothing to approve': (_bench, page) => heading(page),
  'a request with everything that can be asked': async (bench, page) => {
    await bench.ask(EVERYTHING);
    await page.ready();
  },
  'two requests, one without a message, one with a logo': async (bench, page) => {
    await page.page.route('https://painter.example/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
    );
    await bench.ask({ client: 'nameless' });
    await bench.ask({ client: 'painter', message: 'W'.repeat(100) });
    await page.approve.nth(1).click({ trial: true });
  },
  'a number to pick': async (bench, page) => {
    await bench.ask({ client: 'picker' });
    await page.ready();
  },
  'a wrong number that was typed': async (bench, page) => {
    const { number } = await bench.ask({ client: 'typer' });
    await page.ready();
    await page.field.fill(number === '41' ? '42' : '41');
    await page.approve.click();
    await page.alert.first().waitFor();
  },
  'a wrong number that was picked': async (bench, page) => {
    const { number } = await bench.ask({ client: 'picker' });
    await page.ready();
    const names = await page.numbers.getByRole('button').allInnerTexts();
    await page.number(names.find((name) => name !== number) ?? '').click();
    await ended(page);
  },
  approved: pressing('approve'),
  denied: pressing('deny'),
  reported: pressing('report'),
  'approved elsewhere': ending('approve'),
  'denied elsewhere': ending('deny'),
  withdrawn: ending('cancel'),
  'too late': async (bench, page) => {
    await bench.ask({ expiry: 1 });
    await ended(page);
  },
  'decisions of before': async (bench, page) => {
    await pressing('deny')(bench, page);
    await page.done.click();
    await bench.ask({ client: 'kiosk', message: 'Order 1743' });
    await page.approve.click();
    await page.done.click();
    await heading(page);
  },
  'a stronger sign-in is asked for': async (bench, page) => {
    bench.host.sessions.begin(bench.user, 1_000_000_000);
    await bench.ask({ parameters: { max_age: '60' } });
    await page.approve.click();
    await signInLink(page).waitFor();
  },
  'a decision that may not have arrived': async (bench, page) => {
    await bench.ask();
    await page.ready();
    await page.page.context().setOffline(true);
    await page.approve.click();
    await page.alert.first().waitFor();
  },
  'signed out': async (bench, page) => {
    await heading(page);
    bench.host.sessions.end(bench.user);
    await signInLink(page).waitFor();
  },
};
