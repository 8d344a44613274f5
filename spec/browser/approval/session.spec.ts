import { useApprovals } from '../support/approval-bench.ts';

/** Seconds; long before any `max_age` that is asked for here. */
const LONG_AGO = 3600;

describe('the approval page and who is signed in', () => {
  const bench = useApprovals();
  const signInAgain = async (page: import('playwright-core').Page) => {
    await page.getByRole('button', { name: 'It is me' }).click();
    await page.waitForURL('**/approve');
  };

  it('takes its cards away when the session has ended, and has the user sign in', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Order 1742' });
    await page.ready();
    bench.host.sessions.end(bench.user);
    await page.shows('You are signed out');
    expect(await page.cards.count()).toBe(0);
    expect(await page.page.content()).not.toMatch(/Order 1742|Till 7/);
    await page.all.getByRole('link', { name: 'Sign in', exact: true }).click();
    await signInAgain(page.page);
    await page.shows('Till 7 asks for your approval');
  });

  it('decides nothing for a session that has ended', async () => {
    const page = await bench.open();
    const asked = await bench.ask();
    await page.ready();
    bench.host.sessions.end(bench.user);
    await page.approve.click({ timeout: 2000 }).catch(() => undefined);
    await page.shows('You are signed out');
    expect((await bench.host.poll(asked)).body.error).toBe('authorization_pending');
  });

  it('goes on by itself where the user has signed in again in another tab', async () => {
    const page = await bench.open();
    await page.shows('Nothing to approve');
    bench.host.sessions.end(bench.user);
    await page.shows('You are signed out');
    bench.host.sessions.begin(bench.user);
    await bench.ask();
    await page.shows('Till 7 asks for your approval');
  });

  it('never shows a request of another user', async () => {
    const page = await bench.open();
    await bench.ask({ user: 'somebody-else', message: 'Not yours' });
    await bench.ask({ message: 'Yours' });
    await page.card('Till 7: Yours').approve.waitFor();
    expect(await page.cards.count()).toBe(1);
    expect(await page.page.content()).not.toContain('Not yours');
  });

  it('shows those of the user who has signed in instead, and none of the one before', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Of the first' });
    await page.ready();
    const context = page.page.context();
    const other = `${bench.user}-other`;
    await bench.ask({ user: other, message: 'Of the second' });
    await context.addCookies([{ name: 'session', value: other, url: bench.host.url }]);
    bench.host.sessions.end(bench.user);
    await page.page.reload();
    await page.card('Till 7: Of the second').approve.waitFor();
    expect(await page.page.content()).not.toContain('Of the first');
  });

  it('keeps nothing of the one before where another user has signed in meanwhile', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Decided by the first' });
    await page.approve.click();
    await page.shows('Your last decisions');
    await bench.ask({ message: 'Open to the first' });
    await page.card('Till 7: Open to the first').approve.waitFor();
    const other = `${bench.user}-other`;
    await page.page.context().addCookies([{ name: 'session', value: other, url: bench.host.url }]);
    await page.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.shows('Nothing to approve');
    expect(await page.page.content()).not.toMatch(/the first|Till 7/);
    await page.page.reload();
    await page.shows('Nothing to approve');
    expect(await page.all.innerText()).not.toContain('the first');
  });

  it('has the user sign in anew where the client asks for that, and decides nothing before', async () => {
    bench.host.sessions.begin(bench.user, Math.floor(Date.now() / 1000) - LONG_AGO);
    const page = await bench.open();
    const asked = await bench.ask({ parameters: { max_age: '600' } });
    await page.approve.click();
    const again = page.all.getByRole('link', { name: 'Sign in again' });
    await again.waitFor();
    expect((await bench.host.poll(asked)).body.error).toBe('authorization_pending');
    await again.click();
    await signInAgain(page.page);
    await page.approve.click();
    await page.shows('Approved');
  });

  it('denies without a new sign-in', async () => {
    bench.host.sessions.begin(bench.user, Math.floor(Date.now() / 1000) - LONG_AGO);
    const page = await bench.open();
    const asked = await bench.ask({ parameters: { max_age: '600' } });
    await page.approve.click();
    await page.all.getByRole('link', { name: 'Sign in again' }).waitFor();
    await page.deny.click();
    await page.shows('Denied');
    expect((await bench.host.poll(asked)).body.error).toBe('access_denied');
  });
});
