import { PHONE, useApprovals } from '../support/approval-bench.ts';
import { expectHarmless } from '../support/approval-harm.ts';
import { makeUp } from '../support/approval-made-up.ts';
import { openApprovals } from '../support/approval-pages.ts';

const json = JSON.stringify;

/** What the server refuses today; the page does not count on it. */
const MADE_UP = {
  'a binding message that turns the line around': json({ binding_message: '\u202e2471 redrO\u2066' }),
  'a binding message of several lines': json({ binding_message: 'Order\n\n\r\t1742\u0000' }),
  'a binding message of ten thousand letters': json({ binding_message: 'Order '.repeat(1700) }),
  'an empty binding message': json({ binding_message: '' }),
  'details with the name of the prototype':
    '{"authorization_details":[{"type":"__proto__","__proto__":{"polluted":true},"a":{"__proto__":{"polluted":true}}}]}',
  'details within details, two hundred deep': `{"authorization_details":[{"type":"x","deep":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}]}`,
  'lists within lists, two hundred deep': `{"authorization_details":[{"type":"x","deep":${'['.repeat(200)}1${']'.repeat(200)}}]}`,
  'numbers beyond what can be counted':
    '{"authorization_details":[{"type":"x","n":1e999,"m":-0,"k":12345678901234567890}]}',
  'claims with the name of the prototype':
    '{"claims":{"id_token":{"__proto__":{"essential":true},"toString":null},"userinfo":null}}',
  'claims within claims, two hundred deep': `{"claims":{"id_token":{"deep":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}}}`,
  'languages with the name of the prototype': json({
    ui_locales: ['__proto__', 'constructor', '', 'de_DE', '*'],
  }),
  'addresses that run scripts': json({
    client: {
      ...{
        client_id: 'x',
        tos_uri: 'javascript:alert(1)',
        policy_uri: 'data:text/html,<script>alert(1)</script>',
      },
      logo_uri: 'javascript:alert(1)',
    },
  }),
  'an empty name': json({ client: { client_id: 'x', client_name: '' } }),
  'a member that it does not know': json({ surprise: { a: '<b>' }, html: '<img src=x onerror=alert(1)>' }),
};

describe('whatever the API answers, the approval page shows as text alone:', () => {
  const bench = useApprovals();

  it('members that no server of ours would let pass', async () => {
    const context = await bench.signedIn({ viewport: PHONE });
    await makeUp(context, Object.values(MADE_UP));
    const page = await openApprovals(context, bench.host.url);
    await page.cards.nth(Object.keys(MADE_UP).length - 1).waitFor();
    await page.ready();
    await expectHarmless(page);
    const links = await page.cards
      .locator('a[href]:not([href="/sign-in"])')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual([]);
    for (const button of [page.deny, page.approve, page.report])
      for (const one of [button.first(), button.last()]) await one.click({ trial: true });
  });
});
