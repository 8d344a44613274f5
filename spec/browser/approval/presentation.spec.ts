import { DESKTOP, NARROW, PHONE, useApprovals } from '../support/approval-bench.ts';
import { overflow } from '../support/contrast.ts';

describe('the approval page', () => {
  const bench = useApprovals();

  it('is dark where the person prefers it', async () => {
    const page = await bench.open({ colorScheme: 'dark' });
    await page.shows('Nothing to approve');
    const ground = await page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const channels = (ground.match(/\d+/g) ?? []).slice(0, 3).map(Number);
    expect(Math.max(...channels)).toBeLessThan(64);
  });

  it.each([PHONE, NARROW, DESKTOP])(
    'has Deny as large as Approve beside it, both easy to hit, at %j',
    async (viewport) => {
      const page = await bench.open({ viewport });
      await bench.ask();
      await page.ready();
      const boxes = await page.cards.evaluate((card) => {
        const named = (name: string) =>
          [...card.querySelectorAll('button')].find((one) => one.textContent === name);
        return ['Deny', 'Approve'].map((name) => {
          const { x = 0, y = 0, width = 0, height = 0 } = named(name)?.getBoundingClientRect() ?? {};
          return { x, y, width, height };
        });
      });
      const [deny, approve] = boxes;
      expect([deny?.width, deny?.height, deny?.y]).toEqual([approve?.width, approve?.height, approve?.y]);
      expect(deny?.x).toBeLessThan(approve?.x ?? 0);
      expect(deny?.height).toBeGreaterThanOrEqual(48);
      expect(deny?.width).toBeGreaterThanOrEqual(100);
    },
  );

  it('shows the logo of a client, and a letter where it cannot be loaded', async () => {
    const context = await bench.signedIn();
    await context.route('https://painter.example/**', (route) =>
      route.fulfill({
        contentType: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      }),
    );
    const page = await context.newPage();
    await page.goto(`${bench.host.url}/approve`);
    await bench.ask({ client: 'painter', message: 'With a logo' });
    const image = page.locator('article img');
    await image.waitFor();
    const told = await image.evaluate((one) =>
      ['alt', 'referrerpolicy'].map((name) => one.getAttribute(name)),
    );
    expect(told).toEqual(['', 'no-referrer']);
    await bench.ask({ client: 'till', message: 'Without one' });
    const other = page.getByRole('article', { name: 'Till 7: Without one' });
    await other.waitFor();
    expect([await other.locator('img').count(), await other.innerText()]).toEqual([
      0,
      expect.stringMatching(/^T\b/),
    ]);
  });

  it('shows all of it at twice the size of the text', async () => {
    const page = await bench.open({ viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 } });
    await bench.ask({ message: 'W'.repeat(100) });
    await page.ready();
    await page.page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await overflow(page.page)).toBe(0);
  });

  it('moves nothing where the person prefers that', async () => {
    const page = await bench.open({ reducedMotion: 'reduce' });
    await bench.ask();
    await page.ready();
    const moving = await page.page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    expect(moving).toBe(0);
  });
});
