import { describe, expect, it } from '@jest/globals';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask } from '../../support/http-requests.js';
import { ways } from '../../support/http-ways.js';

describe.each(ways)('ui_locales in $way', ({ open }) => {
  it.each<[string, readonly string[] | undefined]>([
    ['de', ['de']],
    ['de-CH fr-CA en', ['de-CH', 'fr-CA', 'en']],
    ['  zh-Hant-TW   sl-rozaj-biske-1994 ', ['zh-Hant-TW', 'sl-rozaj-biske-1994']],
    ['i-klingon x-nobody', ['i-klingon', 'x-nobody']],
    ['de de', ['de', 'de']],
    ['DE', ['DE']],
    [' ', undefined],
    ['', undefined],
  ])('%j is shown as %j', async (ui_locales, expected) => {
    const { host, start } = open();
    const { id } = await start({ ui_locales });
    const shown = await host.ciba.getRequest(id, { sub: 'alice' });
    expect(shown?.ui_locales).toEqual(expected);
    expect(Object.keys(shown ?? {}).includes('ui_locales')).toBe(expected !== undefined);
  });

  it.each([
    ...['de_CH', 'de,en', 'de;q=1', '*', '-', 'de-', '-de', 'd€', '5', 'de\ten', 'de\nen', 'de\u0000'],
    ...[
      '<script>',
      '../../etc/passwd',
      'constructor',
      '__proto__',
      'abcdefghi',
      'de-abcdefghi',
      'ɑ',
      'de fr_CA',
    ],
  ])('%j is invalid_request', async (ui_locales) => {
    const { host, ask: send } = open();
    const description = 'ui_locales must be language tags.';
    expectRefusal(await send({ ui_locales }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });

  it('may have 256 characters, and not one more', async () => {
    const { host, start, ask: send } = open();
    await start({ ui_locales: 'de '.repeat(85).concat('d') });
    const res = await send({ ui_locales: 'de '.repeat(85).concat('de') });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is too long.' });
    expect(host.notified).toHaveLength(1);
  });
});

describe('ui_locales in a form', () => {
  it('may not be repeated', async () => {
    const { host } = ways[0]!.open();
    const res = await ask(host, { ui_locales: ['de', 'en'] });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });
});

describe('ui_locales in a signed request', () => {
  it.each([5, true, null, ['de'], {}])('of the wrong type are invalid_request: %j', async (ui_locales) => {
    const { host, ask: send } = ways[1]!.open();
    const description = 'A claim of the signed request has the wrong type.';
    expectRefusal(await send({ ui_locales }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});
