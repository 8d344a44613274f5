import { testHost, till } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, start } from '../../support/http-requests.js';

const limitedTo = (scope: string) => ({ clients: [{ ...till, scope }] });

describe('scope', () => {
  it.each([
    ['openid', ['openid']],
    ['openid pay', ['openid', 'pay']],
    ['pay openid', ['pay', 'openid']],
    ['openid openid pay pay', ['openid', 'pay']],
    ["openid !#$%&'()*+,-./0:;<=>?@[]^_`{|}~", ['openid', "!#$%&'()*+,-./0:;<=>?@[]^_`{|}~"]],
  ])('%j asks for %j, in the order given', async (scope, expected) => {
    const host = testHost();
    const { id } = await start(host, { scope });
    expect((await host.ciba.getRequest(id, { sub: 'alice' }))?.scope).toEqual(expected);
  });

  it.each([
    ['no openid', 'pay'],
    ['openid in other letters', 'OpenID'],
    ['openid as a part of a word', 'openid2'],
    ['two spaces', 'openid  pay'],
    ['a space in front', ' openid'],
    ['a space behind', 'openid '],
    ['a tab', 'openid\tpay'],
    ['a line break', 'openid\npay'],
    ['a quote', 'openid "pay"'],
    ['a backslash', 'openid pay\\all'],
    ['a letter outside ASCII', 'openid zahlé'],
    ['a control character', 'openid\u007f'],
    ['nothing but a space', ' '],
  ])('with %s is invalid_scope', async (_name, scope) => {
    const host = testHost();
    expectRefusal(await ask(host, { scope }), [400, 'invalid_scope']);
    await expectNothingAsked(host);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
  ])('that is %s is invalid_request', async (_name, scope) => {
    const res = await ask(testHost(), { scope });
    expectRefusal(res, [400, 'invalid_request'], { description: 'scope is required.' });
  });

  it.each(['openid', 'pay openid', 'openid pay read'])('%j is within what is registered', async (scope) => {
    await start(testHost(limitedTo('read openid pay')), { scope });
  });

  it.each(['openid admin', 'openid Pay', 'openid rea'])('%j is not within it', async (scope) => {
    const host = testHost(limitedTo('read openid pay'));
    expectRefusal(await ask(host, { scope }), [400, 'invalid_scope']);
    await expectNothingAsked(host);
  });

  it.each(['', 'pay'])('may not ask for openid where %j is registered', async (registered) => {
    expectRefusal(await ask(testHost(limitedTo(registered))), [400, 'invalid_scope']);
  });
});
