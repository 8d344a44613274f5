import { PHONE, useApprovals } from '../support/approval-bench.ts';
import type { Asking } from '../support/approval-calls.ts';
import { expectHarmless } from '../support/approval-harm.ts';
import { HOSTILE_CLIENTS, HOSTILE_DETAILS, HOSTILE_MESSAGES } from '../support/approval-hostile.ts';
import type { Approvals } from '../support/approval-page.ts';

const { 'accents piled up': piled, ...CLIENTS } = HOSTILE_CLIENTS;

describe('what clients write is shown on the approval page as text alone:', () => {
  const bench = useApprovals({ clients: Object.values(HOSTILE_CLIENTS) });

  /** All at once, on one page; denying still works at either end of it. */
  const expectAllHarmless = async (asked: readonly Partial<Asking>[]): Promise<Approvals> => {
    const page = await bench.open({ viewport: PHONE });
    for (const asking of asked) await bench.ask(asking);
    await page.cards.nth(asked.length - 1).waitFor();
    await page.ready();
    await expectHarmless(page);
    await page.deny.last().click();
    await page.deny.first().click();
    await page.heading('Denied').nth(1).waitFor();
    await expectHarmless(page);
    return page;
  };

  it(`names of clients: ${Object.keys(CLIENTS).join(', ')}`, async () => {
    const page = await expectAllHarmless(
      Object.values(CLIENTS).map((client) => ({ client, message: 'Order 1742' })),
    );
    for (const { client_id } of Object.values(CLIENTS).slice(1, -1))
      await page.cards.getByText(client_id, { exact: true }).first().waitFor();
  });

  it('a name of a client of accents piled up, which stay where they are', async () => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ client: piled, message: 'Order 1742' });
    await page.deny.click();
    await page.shows('Denied');
  });

  it(`binding messages: ${Object.keys(HOSTILE_MESSAGES).join(', ')}`, async () => {
    const messages = Object.values(HOSTILE_MESSAGES);
    const page = await expectAllHarmless(messages.map((message) => ({ message })));
    const text = (await page.cards.allTextContents()).join();
    for (const message of messages.slice(1, -1)) expect(text).toContain(message);
  });

  it(`authorization details: ${Object.keys(HOSTILE_DETAILS).join(', ')}`, async () => {
    await expectAllHarmless(Object.values(HOSTILE_DETAILS).map((details) => ({ details })));
  });

  it('scopes, resources and claims with markup in them', async () => {
    const page = await bench.open({ viewport: PHONE });
    const claims = JSON.stringify({ id_token: { '<b>x</b>': null, constructor: { essential: true } } });
    const parameters = { resource: 'https://x.example/?q=<b>', claims };
    await bench.ask({ scope: 'openid <b>bold</b> toString __proto__', parameters });
    await page.ready();
    await expectHarmless(page);
    for (const shown of ['<b>bold</b>', '__proto__', 'toString', '<b>x</b>', 'constructor'])
      expect(await page.cards.evaluate((card) => card.textContent)).toContain(shown);
    await page.deny.click();
    await page.shows('Denied');
  });

  it('claims within claims, and the values that are asked for', async () => {
    const page = await bench.open({ viewport: PHONE });
    const verification = { trust_framework: { value: 'eidas<b>' } };
    const id_token = {
      verified_claims: { verification, claims: { passport: null, name: null } },
      intent: { value: 'urn:bank:pay-1000000-EUR', essential: true },
      tier: { values: ['gold', `silver${'\u202e'}`] },
    };
    await bench.ask({ parameters: { claims: JSON.stringify({ id_token }) } });
    await page.ready();
    await expectHarmless(page);
    const shown = await page.cards.evaluate((card) =>
      [...card.querySelectorAll('.ciba-asked > ul:last-child li')].map((item) =>
        [...item.childNodes]
          .filter(({ nodeName }) => nodeName !== 'UL')
          .map(({ textContent }) => textContent)
          .join(''),
      ),
    );
    expect(shown).toEqual([
      ...['checked data about you', 'passport', 'your name', 'verification', 'trust_framework: eidas<b>'],
      ...['intent: urn:bank:pay-1000000-EUR', 'tier: gold, silver\ufffd'],
    ]);
    await page.deny.click();
    await page.shows('Denied');
  });

  it('languages that are none', async () => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ parameters: { ui_locales: 'toString x-klingon tlh' } });
    await page.shows('Till 7 asks for your approval');
    await expectHarmless(page);
  });

  it('who asks has the direction of its own text, and our words keep theirs', async () => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ message: HOSTILE_MESSAGES['Arabic and Hebrew'] });
    await page.ready();
    const apart = await page.cards.evaluate((card) => {
      const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
      const loose: string[] = [];
      while (walker.nextNode()) {
        const { textContent, parentElement } = walker.currentNode;
        if (/[\u0590-\u06ff]/.test(textContent ?? '') && parentElement?.closest('bdi') === null)
          loose.push(textContent ?? '');
      }
      return loose;
    });
    expect(apart).toEqual([]);
  });
});
