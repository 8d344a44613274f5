import { de } from '../../lib/page/app/messages/de.js';
import { en, languageOf, messagesOf, phrase } from '../../lib/page/app/messages/index.js';
import { faultOfMessages } from '../../lib/page/catalogues.js';

describe('the language of the page', () => {
  it.each([
    [['de-CH', 'en'], 'de'],
    [['DE'], 'de'],
    [['fr', 'de'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for %j is %s', (wanted, language) => {
    expect(languageOf(wanted, ['en', 'de'])).toBe(language);
  });

  it('is the most exact that there is', () => {
    expect(languageOf(['de-Latn-CH'], ['en', 'de', 'de-CH', 'de-Latn'])).toBe('de-Latn');
  });
});

describe('German', () => {
  it('has every text, with the same places to fill in', () => {
    expect(faultOfMessages({ de, 'de-AT': de })).toBeUndefined();
  });

  it('says Sie', () => {
    expect(JSON.stringify(de)).not.toMatch(/\b(?:[Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich)\b/);
  });
});

describe('texts of a host', () => {
  it('stand over ours, word by word', () => {
    const { approve, deny, scopes } = messagesOf('de', {
      de: { approve: 'Freigeben', scopes: { accounts: 'Konten sehen' } },
    });
    expect({ approve, deny, scopes }).toEqual({
      approve: 'Freigeben',
      deny: 'Ablehnen',
      scopes: { ...de.scopes, accounts: 'Konten sehen' },
    });
  });

  it('may be another language, if they are complete', () => {
    const fr = { ...en, approve: 'Approuver' };
    expect(faultOfMessages({ fr })).toBeUndefined();
    expect(messagesOf('fr', { fr }).approve).toBe('Approuver');
  });

  it.each([
    ['an unknown name', { de: { aprove: 'x' } }, 'de: aprove is unknown'],
    ['no text', { de: { approve: 7 } }, 'de: approve has the wrong type'],
    ['an empty text', { de: { approve: ' ' } }, 'de: approve has the wrong type'],
    ['a text for a list', { de: { scopes: 'x' } }, 'de: scopes has the wrong type'],
    ['a list for a text', { de: { approve: { a: 'x' } } }, 'de: approve has the wrong type'],
    ['a text that does not say who asks', { de: { asks: 'Bitte zustimmen' } }, 'de: asks must have {client}'],
    ['a place that nothing fills', { de: { approve: 'Ja, {client}' } }, 'de: approve must have no {place}'],
    ['a language that is none', { '!': {} }, '! is no language tag such as de or de-CH'],
    ['a list of languages', ['de'], 'an object by language is wanted'],
    ['no texts', { de: 'x' }, 'de: an object of texts is wanted'],
  ])('are refused with %s', (_what, messages, fault) => {
    expect(faultOfMessages(messages as never)).toBe(fault);
  });

  it('are refused where another language is not complete, by the names of what is missing', () => {
    const { approve: _approve, scopes, ...rest } = en;
    const { openid: _openid, ...scopesLeft } = scopes;
    expect(faultOfMessages({ fr: { ...rest, scopes: scopesLeft } })).toBe(
      'fr: approve, scopes.openid missing',
    );
  });
});

describe('a phrase', () => {
  it('keeps what is filled in apart', () => {
    expect(phrase('{client} asks', { client: '{client}' })).toEqual([{ foreign: '{client}' }, ' asks']);
  });

  it('leaves a place that nothing fills', () => {
    expect(phrase('a {b} c', {})).toEqual(['a ', '{b}', ' c']);
  });
});
