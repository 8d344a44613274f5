import supertest from 'supertest';
import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, FORM_TYPE, start } from '../../support/http-requests.js';

describe('binding_message', () => {
  it.each([
    '1234',
    'QX7-41',
    'x',
    ' padded ',
    'a  b',
    'Zahlung über 5 €',
    '支払い 500円',
    'كود ١٢٣',
    '🔑 42',
    '☕️',
    '❤️ 7',
    '4️⃣2️⃣',
    '<b>&amp;</b> "quoted" \\',
    'b'.repeat(100),
    '🔑'.repeat(100),
  ])('is handed over as it is: %j', async (binding_message) => {
    const host = testHost();
    const { id } = await start(host, { binding_message });
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.binding_message).toBe(binding_message);
  });

  it.each([
    ['101 characters', 'b'.repeat(101)],
    ['101 characters outside the basic plane', '🔑'.repeat(101)],
    ['a line feed', 'pay\n5'],
    ['a carriage return', 'pay\r5'],
    ['a tab', 'pay\t5'],
    ['NUL', 'pay\u0000'],
    ['escape', 'pay\u001b[31m'],
    ['delete', 'pay\u007f'],
    ['a C1 control', 'pay\u0085'],
    ['a right-to-left override', 'pay \u202e5'],
    ['a left-to-right mark', 'pay \u200e5'],
    ['a directional isolate', 'pay \u20665'],
    ['the Arabic letter mark', 'pay \u061c5'],
    ['a zero-width space', 'pa\u200by'],
    ['a zero-width joiner', 'pa\u200dy'],
    ['a word joiner', 'pa\u2060y'],
    ['a byte order mark', '\ufeffpay'],
    ['a soft hyphen', 'pa\u00ady'],
    ['a line separator', 'pay\u20285'],
    ['a paragraph separator', 'pay\u20295'],
    ['a private-use character', 'pay\ue000'],
    ['an unassigned character', 'pay\u0378'],
    ['a tag character', 'pay\u{e0041}'],
    ['a replacement character', 'pay\ufffd'],
    ['an object replacement character', 'pa\ufffcy'],
    ['the emoji selector behind a letter', 'pa\ufe0fy'],
    ['the emoji selector behind a digit', '4\ufe0f2'],
    ['the emoji selector twice', '☕\ufe0f\ufe0f'],
    ['the emoji selector in front', '\ufe0fpay'],
    ['the text selector', '☕\ufe0e'],
    ['a musical symbol that is empty', 'pa\u{1d159}y'],
    ['a hieroglyph that is empty', 'pa\u{13441}y'],
    ['nothing but a space', ' '],
    ['nothing but spaces of any kind', ' \u00a0\u2003\u3000'],
  ])('with %s is refused', async (_name, binding_message) => {
    const host = testHost();
    expectRefusal(await ask(host, { binding_message }), [400, 'invalid_binding_message']);
    await expectNothingAsked(host);
  });

  it.each(['%FF', '%C3', '%ED%A0%80', 'pay%E2%82'])('in broken UTF-8 is refused: %s', async (octets) => {
    const host = testHost();
    const form = `client_id=till&client_secret=till-secret&scope=openid&login_hint=alice&binding_message=${octets}`;
    const res = await supertest(host.app).post('/bc-authorize').set('Content-Type', FORM_TYPE).send(form);
    expectRefusal(res, [400, 'invalid_binding_message']);
    await expectNothingAsked(host);
  });

  it('is optional', async () => {
    const host = testHost();
    const { id } = await start(host);
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).not.toHaveProperty('binding_message');
  });
});
