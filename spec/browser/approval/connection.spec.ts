import { useApprovals } from '../support/approval-bench.ts';
import { openApprovals } from '../support/approval-pages.ts';

const UNCERTAIN = 'No connection. It is not certain that your decision arrived: try again.';

describe('the approval page without a connection', () => {
  const bench = useApprovals();

  it('says so, keeps its cards with their time, and goes on by itself', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'Before' });
    await page.ready();
    await page.page.context().setOffline(true);
    await page.all.getByRole('status').getByText('No connection. Trying again.').waitFor();
    await page.card('Till 7: Before').all.getByText('Time left').first().waitFor();
    await bench.ask({ message: 'Meanwhile' });
    await page.page.context().setOffline(false);
    await page.card('Till 7: Meanwhile').approve.waitFor();
    await page.all.getByText('No connection. Trying again.').waitFor({ state: 'hidden' });
    await page.card('Till 7: Before').approve.waitFor();
  });

  it('tells of what was decided while it was away', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.ready();
    await page.page.context().setOffline(true);
    await page.all.getByText('No connection. Trying again.').waitFor();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.decide(bench.user, id, 'deny');
    await page.page.context().setOffline(false);
    await page.shows('Denied elsewhere');
  });

  it('does not pretend that a decision arrived, and lets it be sent again', async () => {
    const page = await bench.open();
    const asked = await bench.ask();
    await page.ready();
    await page.page.context().setOffline(true);
    await page.approve.click();
    await page.alert.getByText(UNCERTAIN).waitFor();
    await page.page.context().setOffline(false);
    await page.approve.click();
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('takes it well that a decision arrived though its answer did not', async () => {
    const context = await bench.signedIn();
    let lost = 0;
    await context.route(/\/approve$/, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });
    const page = await openApprovals(context, bench.host.url);
    const asked = await bench.ask();
    await page.approve.click();
    // Either the stream was faster and told of it, or the user presses again and hears that it stands.
    const told = page.heading(/^Approved/);
    await told.or(page.alert.getByText(UNCERTAIN)).first().waitFor();
    if ((await told.count()) === 0) await page.approve.click({ timeout: 2000 }).catch(() => undefined);
    await page.shows(/^Approved/);
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('comes back when its stream was ended, and misses nothing', async () => {
    const page = await bench.open();
    await page.shows('Nothing to approve');
    bench.host.endStreams();
    await bench.ask();
    await page.shows('Till 7 asks for your approval');
  });
});

describe('the approval page while the store does not answer', () => {
  const bench = useApprovals();
  afterEach(() => {
    bench.host.stall(false);
  });

  it('says of a decision that it is not certain, and takes it when the store is back', async () => {
    const page = await bench.open();
    const asked = await bench.ask();
    await page.ready();
    bench.host.stall(true);
    await page.deny.click();
    await page.alert.getByText(UNCERTAIN).waitFor();
    bench.host.stall(false);
    await page.deny.click();
    await page.shows('Denied');
    expect((await bench.host.poll(asked)).body.error).toBe('access_denied');
  });

  it('opens, says that there is no connection, and shows its cards when the store is back', async () => {
    await bench.ask();
    bench.host.stall(true);
    const page = await bench.open();
    await page.all.getByText('No connection. Trying again.').waitFor();
    bench.host.stall(false);
    await page.shows('Till 7 asks for your approval');
  });
});
