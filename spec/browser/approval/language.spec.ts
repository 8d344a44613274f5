import { useApprovals } from '../support/approval-bench.ts';

const ENGLISH = 'Till 7 asks for your approval';
const GERMAN = 'Till 7 bittet um Ihre Zustimmung';

/** A browser, what the client asks for, and what is told then. */
interface Case {
  readonly what: string;
  readonly locale: string;
  readonly asked?: string;
  readonly told: string;
  readonly title: string;
}

const CASES: readonly Case[] = [
  { what: 'German', locale: 'de-DE', told: 'de', title: GERMAN },
  { what: 'German as it is spoken elsewhere', locale: 'de-CH', told: 'de', title: GERMAN },
  { what: 'English', locale: 'en-US', told: 'en', title: ENGLISH },
  { what: 'English where the browser speaks another', locale: 'fr-FR', told: 'en', title: ENGLISH },
  {
    what: 'what the client asks for, over the browser’s',
    ...{ locale: 'en-GB', asked: 'fr de-AT en', told: 'de', title: GERMAN },
  },
  {
    what: 'the browser’s where the client asks for none of ours',
    ...{ locale: 'de-DE', asked: 'fr it', told: 'de', title: GERMAN },
  },
];

describe('the language of the approval page', () => {
  const bench = useApprovals();

  it.each(CASES)('is $what', async ({ locale, asked, told, title }) => {
    const page = await bench.open({ locale });
    await bench.ask(asked === undefined ? {} : { parameters: { ui_locales: asked } });
    await page.shows(title);
    const languages = await page.page.evaluate(() => [
      document.querySelector('[data-ciba-approvals]')?.getAttribute('lang'),
      document.documentElement.lang,
    ]);
    expect(languages).toEqual([told, told]);
  });

  it('is the browser’s where clients ask for different ones: none changes what another one says', async () => {
    const page = await bench.open();
    await bench.ask({ message: 'English', expiry: 200 });
    await page.ready();
    await bench.ask({ client: 'kiosk', expiry: 100, parameters: { ui_locales: 'de' } });
    await page.shows('Kiosk asks for your approval');
    await page.shows(ENGLISH);
    const [first, second] = await bench.host.pending(bench.user);
    expect(first?.client.client_name).toBe('Kiosk');
    await bench.host.decide(bench.user, second?.id ?? '', 'deny');
    await page.shows('Kiosk bittet um Ihre Zustimmung');
  });

  it('changes without what was typed or has the focus being lost', async () => {
    const page = await bench.open();
    await bench.ask({ client: 'typer', parameters: { ui_locales: 'de' } });
    await page.ready();
    const field = page.all.getByRole('textbox');
    await field.pressSequentially('4');
    await bench.ask({ client: 'kiosk' });
    await page.shows('Kiosk asks for your approval');
    const typed = await page.page.evaluate(() => {
      const { tagName, value } = document.activeElement as HTMLInputElement;
      return [tagName, value];
    });
    expect(typed).toEqual(['INPUT', '4']);
  });

  it('writes amounts as it writes them', async () => {
    const amount = { type: 'payment_initiation', instructedAmount: { currency: 'EUR', amount: '1234.50' } };
    const page = await bench.open({ locale: 'de-DE' });
    await bench.ask({ details: [amount] });
    await page.shows(GERMAN);
    expect((await page.cards.innerText()).replaceAll(/\s/g, ' ')).toContain('1.234,50 €');
  });
});
