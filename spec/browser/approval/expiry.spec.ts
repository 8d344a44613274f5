import { useApprovals } from '../support/approval-bench.ts';

describe('the time that is left, on the approval page', () => {
  const bench = useApprovals();

  it('runs out before the eyes of the user, and nothing can be pressed any more', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ expiry: 3, message: 'Order 1742' });
    await page.ready();
    await page.shows('Too late');
    expect([await page.approve.count(), await page.deny.count()]).toEqual([0, 0]);
    // The page counts in whole seconds, so that it is never late.
    while ((await bench.host.pending(bench.user)).length > 0);
    expect((await bench.host.poll(asked)).body.error).toBe('expired_token');
    await page.done.click();
    await page.shows('Nothing to approve');
  });

  it('is shown as minutes and seconds and as a bar, and grows less', async () => {
    const page = await bench.open();
    await bench.ask({ expiry: 200 });
    await page.ready();
    const left = async () =>
      /(\d+):(\d\d)/
        .exec(await page.cards.innerText())
        ?.slice(1)
        .map(Number) ?? [];
    const [minutes = 0, seconds = 0] = await left();
    expect(minutes * 60 + seconds).toBeGreaterThan(150);
    expect(minutes).toBe(3);
    await page.cards.getByRole('progressbar').waitFor();
    await page.cards.getByText('Time left').first().waitFor();
    await page.cards
      .getByText(seconds === 0 ? '2:59' : `3:${String(seconds - 1).padStart(2, '0')}`)
      .first()
      .waitFor();
  });

  it('does not go by the clock of the device', async () => {
    const context = await bench.signedIn();
    await context.clock.install({ time: new Date('2001-01-01T00:00:00Z') });
    const page = await bench.open();
    const wrong = await context.newPage();
    await wrong.goto(`${bench.host.url}/approve`);
    await bench.ask({ expiry: 240 });
    await page.ready();
    await wrong.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    expect(await wrong.locator('article').innerText()).toMatch(/\b(4:00|3:5\d)\b/);
  });
});

describe('the end of the time that is left, on the approval page', () => {
  const bench = useApprovals({ device: { now: () => Date.now() + 88_000 } });

  it('is told once, when thirty seconds are left, and no second beside', async () => {
    const page = await (await bench.signedIn()).newPage();
    await page.addInitScript(recordAnnouncements);
    await page.goto(`${bench.host.url}/approve`);
    await bench.ask({ expiry: 120 });
    await page.getByText('0:28', { exact: true }).waitFor();
    expect(await page.evaluate(() => (window as unknown as Heard).heard)).toEqual([
      'Till 7 asks for your approval.',
      '30 seconds left for Till 7.',
    ]);
  });
});

interface Heard {
  readonly heard: string[];
}

/** Remembers what live regions say, in the order in which they say it. */
function recordAnnouncements(): void {
  const heard: string[] = [];
  Object.assign(window, { heard });
  new MutationObserver(() => {
    for (const region of document.querySelectorAll('[aria-live=polite], [role=status], [role=alert]')) {
      const text = region.checkVisibility() ? (region as HTMLElement).innerText.trim() : '';
      if (text !== '' && heard.at(-1) !== text) heard.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
