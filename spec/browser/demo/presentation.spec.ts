import type { Page } from 'playwright-core';
import { boxes } from '../support/boxes.js';
import { describePage } from '../support/browser.js';
import { faintTexts, overflow } from '../support/contrast.js';
import { devices, shows } from '../support/devices.js';
import { press } from '../support/press.js';

const PHONE = { width: 360, height: 740 };

/** Goes through the states of both devices and looks at each. */
async function eachState(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  const { till, phone, approve, deny, ask } = devices(page);
  await look('nothing pending');
  await ask({ message: 'Please authenticate your smart home device in the kitchen, by the window, today' });
  await approve.waitFor();
  await till.getByText('400 authorization_pending').first().waitFor();
  await look('pending');
  await press(approve);
  await shows(till, 'Approved');
  await look('tokens');
  await till.getByRole('button', { name: 'Ask again' }).click();
  await ask({ message: 'W'.repeat(100) });
  await press(deny);
  await shows(till, 'Denied');
  await shows(phone, 'Denied');
  await look('denied');
}

describePage('the page of the demo is presented', (bench) => {
  afterEach(() => expect(bench.problems).toEqual([]));

  it('within a width of 360 pixels, in each state', async () => {
    const page = await bench.open('/', { viewport: PHONE });
    const wide: unknown[] = [];
    await eachState(page, async (state) => void wide.push([state, await overflow(page)]));
    expect(wide).toEqual(['nothing pending', 'pending', 'tokens', 'denied'].map((state) => [state, 0]));
  });

  it.each(['light', 'dark'] as const)(
    'with readable contrast in %s mode, in each state',
    async (colorScheme) => {
      const page = await bench.open('/', { colorScheme });
      const faint: string[] = [];
      await eachState(page, async (state) => {
        faint.push(...(await faintTexts(page)).map((text) => `${state}: ${text}`));
      });
      expect(faint).toEqual([]);
    },
  );

  it('dark where the person prefers it', async () => {
    const ground = async (colorScheme: 'light' | 'dark') => {
      const page = await bench.open('/', { colorScheme });
      return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    };
    expect(await ground('light')).toBe('rgb(238, 241, 240)');
    expect(await ground('dark')).toBe('rgb(13, 20, 18)');
  });

  it('with Deny as large as Approve beside it, both easy to hit', async () => {
    const page = await bench.open('/', { viewport: PHONE });
    const { approve, deny, ask } = devices(page);
    await ask();
    await approve.waitFor();
    const [one, other] = await boxes(deny, approve);
    expect([one?.width, one?.height, one?.y]).toEqual([other?.width, other?.height, other?.y]);
    expect(one?.height).toBeGreaterThanOrEqual(48);
    expect(one?.width).toBeGreaterThanOrEqual(120);
  });

  it('with a way to the phone where it is below the fold', async () => {
    const page = await bench.open('/', { viewport: PHONE });
    const { till, approve, ask } = devices(page);
    await ask();
    await till.getByRole('link', { name: 'Answer on the phone' }).click();
    await approve.waitFor();
    expect(page.url()).toMatch(/#phone$/);
  });
});
