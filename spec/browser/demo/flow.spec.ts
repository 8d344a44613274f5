import { demoInMemory } from '../../examples/support/demo.js';
import { boxes } from '../support/boxes.js';
import { describePage } from '../support/browser.js';
import { devices, rows, shows } from '../support/devices.js';
import { press } from '../support/press.js';

describePage('the page of the demo', (bench) => {
  afterEach(() => expect(bench.problems).toEqual([]));

  it('asks on one device, approves on the other, and tokens appear without a reload', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await shows(phone, 'Nothing to approve');
    await ask({ message: 'Order 1742' });
    await shows(till, 'Call centre asks Alice');
    await shows(phone, 'Call centre asks for your approval');
    for (const device of [till, phone]) expect(await device.innerText()).toContain('Order 1742');
    await press(approve);
    await shows(phone, 'Approved');
    await shows(till, 'Approved');
    expect(await rows(till, 'token-members')).toEqual({
      access_token: expect.stringMatching(/^.{6}…$/),
      refresh_token: expect.stringMatching(/^.{6}…$/),
      id_token: expect.stringMatching(/^.{6}…$/),
      token_type: 'Bearer',
      expires_in: '3600',
      scope: 'openid profile email',
    });
    expect(await rows(till, 'claims')).toMatchObject({
      iss: bench.host.url,
      sub: 'alice',
      aud: 'call-centre',
      exp: expect.stringMatching(/^\d\d:\d\d:\d\d \(\d+\)$/),
    });
  });

  it('speaks of the outcome on both devices', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask();
    const spoken = phone.locator('[aria-live="polite"]');
    await spoken.getByText('Call centre asks for your approval.').waitFor({ state: 'attached' });
    await press(approve);
    await spoken.getByText('Approved.').waitFor({ state: 'attached' });
    await till.getByRole('status').getByText('Approved. The tokens are here.').waitFor({ state: 'attached' });
  });

  it('gives the client nothing when the user denies', async () => {
    const page = await bench.open();
    const { till, phone, deny, ask } = devices(page);
    await ask();
    await press(deny);
    await shows(phone, 'Denied');
    await shows(till, 'Denied');
    expect(await till.locator('[data-is="log"]').innerText()).toContain('400 access_denied');
    expect(await till.locator('[data-is="tokens"]').isVisible()).toBe(false);
  });

  it('keeps the running request and its outcome over a reload', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask({ message: 'Order 1742' });
    await approve.waitFor();
    await page.reload();
    await shows(till, 'Call centre asks Alice');
    expect(await till.innerText()).toContain('Order 1742');
    await press(approve);
    await shows(till, 'Approved');
    const tokens = await rows(till, 'token-members');
    await page.reload();
    await shows(till, 'Approved');
    expect(await rows(till, 'token-members')).toEqual(tokens);
    await shows(phone, 'Nothing to approve');
  });

  it('shows that the server slows a client down', async () => {
    const { url, close } = await demoInMemory(5);
    const page = await bench.open(url);
    const { till, approve, ask } = devices(page);
    const interval = till.locator('[data-is="interval"]');
    const pollNow = till.getByRole('button', { name: 'Poll now' });
    await ask();
    await pollNow.click();
    await till.getByText('400 authorization_pending').waitFor();
    expect(await interval.innerText()).toBe('5 s');
    await pollNow.click();
    await till.getByText('400 slow_down').waitFor();
    expect(await interval.innerText()).toBe('10 s');
    await press(approve);
    await pollNow.click();
    await shows(till, 'Approved');
    await page.close();
    await close();
  });

  it('plays the smart-home device, which names nobody', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask({ client: 'smart-home-device' });
    await shows(phone, 'smart-home-device asks for your approval');
    await press(approve);
    await shows(till, 'Approved');
    expect(await rows(till, 'claims')).toMatchObject({ sub: 'alice', aud: 'smart-home-device' });
  });

  it('hands the phone over to the user who is asked', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask({ user: 'bob' });
    await till.getByRole('link', { name: 'Take the phone of Bob' }).click();
    await shows(phone, 'Bob’s phone');
    await press(approve);
    await shows(till, 'Approved');
    expect(await rows(till, 'claims')).toMatchObject({ sub: 'bob' });
  });

  it.each([
    ['somebody unknown', { user: 'unknown' }, 'unknown_user_id'],
    ['a message of spaces', { message: '   ' }, 'invalid_binding_message'],
  ])('names the error for %s, and lets the person ask again', async (_what, asking, error) => {
    const page = await bench.open();
    const { till, ask } = devices(page);
    await ask(asking);
    await shows(till, error);
    await till.getByRole('button', { name: 'Ask again' }).click();
    await ask({ user: 'alice', message: 'Order 1742' });
    await shows(till, 'Call centre asks Alice');
  });

  it('lets a request expire before the eyes of both', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask({ expiry: 8 });
    await approve.waitFor();
    await shows(phone, 'Too late');
    expect(await approve.isVisible()).toBe(false);
    await shows(till, 'Expired');
  });

  it('shows what clients write as text, whatever it is', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    const message = '<img src=x onerror=alert(1)><b>bold</b>';
    await ask({ message });
    await approve.waitFor();
    for (const device of [till, phone]) expect(await device.innerText()).toContain(message);
    expect(await page.locator('img, b').count()).toBe(0);
  });

  it('leaves a request that another one joins where it is', async () => {
    const page = await bench.open();
    const { till, phone, approve, ask } = devices(page);
    await ask({ message: 'First' });
    await approve.waitFor();
    const before = await boxes(approve);
    await till.getByRole('button', { name: 'Leave it' }).click();
    await ask({ message: 'Second' });
    await phone.getByText('Second').waitFor();
    expect(await boxes(approve.first())).toEqual(before);
    await press(approve.nth(1));
    await shows(till, 'Approved');
    expect(await approve.count()).toBe(1);
  });
});
