import { PHONE, useApprovals } from '../support/approval-bench.ts';
import { expectHarmless } from '../support/approval-harm.ts';
import { HOSTILE_CLIENTS, HOSTILE_DETAILS, HOSTILE_MESSAGES } from '../support/approval-hostile.ts';
import type { Approvals } from '../support/approval-page.ts';

describe('what clients write is shown on the approval page as text alone:', () => {
  const bench = useApprovals({ clients: Object.values(HOSTILE_CLIENTS) });

  /** Denying still works, and says who was denied. */
  const deny = async (page: Approvals) => {
    await page.deny.click();
    await page.shows('Denied');
    await expectHarmless(page);
  };

  it.each(Object.entries(HOSTILE_CLIENTS))('a client whose name is %s', async (name, client) => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ client, message: 'Order 1742' });
    await page.ready();
    // The pile is clipped to its own line.
    if (name !== 'accents piled up') await expectHarmless(page);
    await page.cards.getByText(client.client_id, { exact: true }).first().waitFor();
    await page.deny.click();
    await page.shows('Denied');
  });

  it.each(Object.entries(HOSTILE_MESSAGES))('a binding message that is %s', async (name, message) => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ message });
    await page.ready();
    expect(await page.cards.evaluate((card) => card.textContent)).toContain(message);
    if (name !== 'accents piled up') await expectHarmless(page);
    await page.deny.click();
    await page.shows('Denied');
  });

  it.each(Object.entries(HOSTILE_DETAILS))('authorization details of %s', async (_what, details) => {
    const page = await bench.open({ viewport: PHONE });
    await bench.ask({ details });
    await page.ready();
    await expectHarmless(page);
    await deny(page);
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
    await deny(page);
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
    await deny(page);
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
