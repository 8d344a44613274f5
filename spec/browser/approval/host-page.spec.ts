import type { Page } from 'playwright-core';
import { violations } from '../support/approval-axe.ts';
import { useApprovals } from '../support/approval-bench.ts';
import { approvals } from '../support/approval-page.ts';
import { press } from '../support/press.ts';

/** How what is not ours looks. */
const looks = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body, h1, #mine, #mine a, #mine button')].map((element) => {
      const style = getComputedStyle(element);
      return ['color', 'backgroundColor', 'font', 'margin', 'padding', 'border', 'display']
        .map((name) => style.getPropertyValue(name) || style[name as 'font'])
        .join(' | ');
    }),
  );

describe('the approval app on a page of the host', () => {
  const bench = useApprovals();
  const open = async () => {
    const page = await (await bench.signedIn()).newPage();
    await page.goto(`${bench.host.url}/own`);
    return approvals(page);
  };

  it('asks and decides there', async () => {
    const page = await open();
    const asked = await bench.ask();
    await press(page.approve);
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('leaves title, language and installation to the host', async () => {
    const page = await open();
    await bench.ask();
    await page.ready();
    const theirs = await page.page.evaluate(async () => [
      document.title,
      document.documentElement.lang,
      document.querySelector('[data-ciba-approvals]')?.getAttribute('lang'),
      (await navigator.serviceWorker.getRegistrations()).length,
    ]);
    expect(theirs).toEqual(['My bank', 'fr', 'en', 0]);
  });

  it('begins its headings at the level that it is given, and axe-core finds nothing wrong', async () => {
    const page = await open();
    await bench.ask();
    await page.ready();
    const levels = await page.all
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName, textContent }) => `${tagName} ${textContent}`));
    expect(levels.slice(0, 2)).toEqual(['H2 Approvals', 'H3 Till 7 asks for your approval']);
    const ours = (await violations(page.page)).filter((told) => told.includes('ciba'));
    expect(ours).toEqual([]);
  });

  it('changes nothing of how the host’s own elements look', async () => {
    const page = await open();
    await page.shows('Nothing to approve');
    const withOurs = await looks(page.page);
    await page.page.evaluate(() => document.querySelector('link[rel=stylesheet]')?.remove());
    expect(await looks(page.page)).toEqual(withOurs);
  });
});

describe('the approval page in the manner of the host', () => {
  const bench = useApprovals({
    page: {
      ...{ name: 'My bank', stylesheet: '/own/theme.css' },
      messages: { en: { approve: 'Release', scopes: { accounts: 'see your accounts' } } },
    },
  });

  it('has its name, its colours and its words', async () => {
    const page = await bench.open();
    await bench.ask({ scope: 'openid accounts' });
    const release = page.all.getByRole('button', { name: 'Release', exact: true });
    await release.waitFor();
    const [name, ground] = [
      await page.all.getByRole('heading', { level: 1 }).innerText(),
      await release.evaluate((button) => getComputedStyle(button).backgroundColor),
    ];
    expect([name, ground, await page.page.title()]).toEqual(['My bank', 'rgb(122, 31, 92)', '(1) My bank']);
    await page.cards.getByText('see your accounts').waitFor();
    await release.click();
    await page.shows('Approved');
  });
});

describe('axe-core as these specs ask it', () => {
  const bench = useApprovals();

  it('would find what is wrong', async () => {
    const page = await bench.open();
    await page.shows('Nothing to approve');
    await page.page.evaluate(() => {
      const image = document.createElement('img');
      image.src = '/approve/icon.svg';
      const faint = document.createElement('p');
      faint.textContent = 'Hardly to be seen';
      faint.style.color = 'rgb(200, 205, 210)';
      document.querySelector('main')?.append(image, faint);
    });
    const rules = (await violations(page.page)).map((found) => found.split(':')[0]);
    expect(rules.sort()).toEqual(['color-contrast', 'image-alt']);
  });
});
