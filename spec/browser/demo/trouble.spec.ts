import { describePage } from '../support/browser.js';
import { devices, shows } from '../support/devices.js';
import { press } from '../support/press.js';

describePage('the page of the demo in trouble', (bench) => {
  it('says that there is no connection, decides nothing, and goes on when it is back', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask();
    await approve.waitFor();
    await page.context().setOffline(true);
    await phone.getByText('No connection. Trying again.').waitFor();
    await press(approve);
    await phone
      .getByRole('alert')
      .getByText(/^No connection\. It is not certain/)
      .waitFor();
    await till.getByText('no connection').first().waitFor();
    await page.context().setOffline(false);
    await press(approve);
    await shows(phone, 'Approved');
    await shows(till, 'Approved');
  });

  it('neither shows nor decides anything for another user when the phone was handed over in another tab', async () => {
    const page = await bench.open();
    const { phone, till, approve, ask } = devices(page);
    await ask();
    await approve.waitFor();
    const other = await page.context().newPage();
    await other.goto(`${bench.host.url}/?user=bob`);
    await till.getByRole('button', { name: 'Leave it' }).click();
    await ask({ user: 'bob' });
    await shows(devices(other).phone, 'Call centre asks for your approval');
    expect(await phone.getByRole('article').count()).toBe(1);
    await press(approve);
    await shows(phone, 'You are signed out');
    expect(await phone.getByRole('button').count()).toBe(0);
    expect(await bench.host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });

  it('would tell of a script in the page itself, and does not run it', async () => {
    const page = await bench.open();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    });
    await page.locator('#till').waitFor();
    expect(await page.title()).toBe('express-ciba demo');
    expect(bench.problems.join('\n')).toContain('violates script-src');
  });
});
