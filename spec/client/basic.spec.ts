import { parseBasic } from '../../lib/client/authentication/basic.js';
import { basic } from '../support/http-requests.js';

const header = (text: string): string => basic(text).Authorization;

describe('Basic credentials', () => {
  it.each([
    ['till:secret', [{ id: 'till', secret: 'secret' }]],
    ['till:', [{ id: 'till', secret: '' }]],
    ['till:a:b', [{ id: 'till', secret: 'a:b' }]],
    ['till:sécret €', [{ id: 'till', secret: 'sécret €' }]],
    ['a%3Ab:secret', [{ id: 'a:b', secret: 'secret' }]],
    ['my+till:secret', [{ id: 'my till', secret: 'secret' }]],
    [
      'till:p%25a%2Bs+s',
      [
        { id: 'till', secret: 'p%a+s s' },
        { id: 'till', secret: 'p%25a%2Bs+s' },
      ],
    ],
    [
      'till:a+b',
      [
        { id: 'till', secret: 'a b' },
        { id: 'till', secret: 'a+b' },
      ],
    ],
    [
      'till:%C3%BC',
      [
        { id: 'till', secret: 'ü' },
        { id: 'till', secret: '%C3%BC' },
      ],
    ],
    ['till:100%', [{ id: 'till', secret: '100%' }]],
    ['till:%zz+', [{ id: 'till', secret: '%zz+' }]],
    ['till:%FF', [{ id: 'till', secret: '%FF' }]],
    ['50%:secret', [{ id: '50%', secret: 'secret' }]],
  ])('%j reads as %j', (text, expected) => {
    expect(parseBasic(header(text))).toEqual(expected);
  });

  it.each(['basic', 'BASIC', 'Basic'])('may have its scheme written %s', (scheme) => {
    expect(parseBasic(header('till:secret').replace('Basic', scheme))).toEqual([
      { id: 'till', secret: 'secret' },
    ]);
  });

  it.each([
    ['no credentials', 'Basic'],
    ['nothing but a space', 'Basic '],
    ['no colon', header('tillsecret')],
    ['no identifier', header(':secret')],
    ['nothing but a colon', header(':')],
    ['characters outside Base64', 'Basic dGls!DpzZWNyZXQ='],
    ['text that is not encoded', 'Basic till:secret'],
    ['a second word', `${header('till:secret')} realm`],
    ['too much padding', 'Basic dGlsbDpz==='],
    ['another scheme', header('till:secret').replace('Basic', 'Bearer')],
    ['no space after the scheme', header('till:secret').replace(' ', '')],
  ])('with %s are malformed', (_name, text) => {
    expect(parseBasic(text)).toBeUndefined();
  });
});
