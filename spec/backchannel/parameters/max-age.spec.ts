import { describe, expect, it } from '@jest/globals';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask } from '../../support/http-requests.js';
import { ways } from '../../support/http-ways.js';

const refused = { description: 'max_age must be a whole number of seconds.' };

describe.each(ways)('max_age in $way', ({ open }) => {
  it.each<[unknown, number]>([
    ['0', 0],
    ['1', 1],
    ['300', 300],
    ['999999999', 999_999_999],
    [0, 0],
    [300, 300],
    [999_999_999, 999_999_999],
  ])('%j is shown as %i', async (max_age, seconds) => {
    const { host, start } = open();
    const { id } = await start({ max_age });
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.max_age).toBe(seconds);
  });

  it('without a value is left out', async () => {
    const { host, start } = open();
    const { id } = await start({ max_age: '' });
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).not.toHaveProperty('max_age');
  });

  it.each<[unknown]>([
    ...[
      '-1',
      '-0',
      '+5',
      '1.5',
      '1e3',
      '0x10',
      '05',
      '00',
      ' 5',
      '5 ',
      '5s',
      'NaN',
      'Infinity',
      '٣',
      '５',
    ].map((text): [unknown] => [text]),
    ['1000000000'],
    ['9'.repeat(400)],
    [-1],
    [1.5],
    [1_000_000_000],
    [1e21],
  ])('%j is invalid_request', async (max_age) => {
    const { host, ask: send } = open();
    expectRefusal(await send({ max_age }), [400, 'invalid_request'], refused);
    await expectNothingAsked(host);
  });
});

describe('max_age in a form', () => {
  it('may not be repeated', async () => {
    const { host } = ways[0]!.open();
    const res = await ask(host, { max_age: ['5', '5'] });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });
});

describe('max_age in a signed request', () => {
  it.each([true, null, [300], {}])('of the wrong type is invalid_request: %j', async (max_age) => {
    const { host, ask: send } = ways[1]!.open();
    const description = 'A claim of the signed request has the wrong type.';
    expectRefusal(await send({ max_age }), [400, 'invalid_request'], { description });
    await expectNothingAsked(host);
  });
});
