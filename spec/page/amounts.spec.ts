import { formatMoney, moneyOf } from '../../lib/page/app/amounts.js';
import { paymentIn } from '../../lib/page/app/payment.js';
import { summaryOf } from '../../lib/page/app/summary.js';
import { textsFor } from '../../lib/page/app/texts.js';
import { plainMoney } from '../../lib/page/app/view/money.js';

const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('an amount of money', () => {
  it.each([
    ['EUR', '1250.00', 'en', '€1,250.00'],
    ['EUR', '1250.00', 'de', '1.250,00 €'],
    ['EUR', '1250', 'en', '€1,250.00'],
    ['JPY', '1250', 'en', '¥1,250'],
    ['EUR', '-3.5', 'en', '-€3.50'],
    ['XYZ', '1', 'en', 'XYZ 1.00'],
  ])('of %s %s in %s is %s', (currency, amount, language, shown) => {
    expect(plain(formatMoney({ amount, currency }, language))).toBe(shown);
  });

  it.each([
    ['EUR', '0.001', '€0.001'],
    ['JPY', '10.5', '¥10.5'],
    ['EUR', '9007199254740993.07', '€9,007,199,254,740,993.07'],
  ])('is never rounded: %s %s', (currency, amount, shown) => {
    expect(plain(formatMoney({ amount, currency }, 'en'))).toBe(shown);
  });

  it.each([
    [{ amount: '1e9', currency: 'EUR' }],
    [{ amount: '1,000', currency: 'EUR' }],
    [{ amount: ' 1', currency: 'EUR' }],
    [{ amount: '1', currency: 'euro' }],
    [{ amount: '1'.repeat(40), currency: 'EUR' }],
    [{ amount: { value: '1' }, currency: 'EUR' }],
    [{ amount: '1' }],
    ['1 EUR'],
    [null],
  ])('is shown as it was written where it cannot be formatted: %j', (value) => {
    expect(moneyOf(value as never)).toBeUndefined();
  });

  it('may be a number', () => {
    expect(moneyOf({ amount: 12.5, currency: 'EUR' })).toEqual({ amount: '12.5', currency: 'EUR' });
  });

  it('stands for itself only where nothing else is beside it', () => {
    expect(plainMoney({ amount: '1', currency: 'EUR' }, 'en')).toBe('€1.00');
    expect(plainMoney({ amount: '1', currency: 'EUR', fee: '2' }, 'en')).toBeUndefined();
  });
});

describe('a payment among authorization details', () => {
  const money = { amount: '5.00', currency: 'EUR' };

  it('has amount, payee and account, and the rest is left to be shown', () => {
    const detail = {
      instructedAmount: money,
      creditorName: 'Hansen',
      creditorAccount: { iban: 'DE89370400440532013000' },
      reference: 'A1',
    };
    expect(paymentIn(detail)).toEqual({
      money,
      payee: 'Hansen',
      iban: 'DE89370400440532013000',
      rest: { reference: 'A1' },
    });
  });

  it.each([
    ['beside the amount', { instructedAmount: { ...money, fee: '2' } }, { instructedAmount: { fee: '2' } }],
    [
      'beside the account number',
      { creditorAccount: { iban: 'DE1', bic: 'B' } },
      { creditorAccount: { bic: 'B' } },
    ],
    ['of another kind', { amount: 'much', creditorName: ['a'] }, { amount: 'much', creditorName: ['a'] }],
  ])('loses nothing: %s', (_what, detail, rest) => {
    expect(paymentIn(detail as never).rest).toEqual(rest);
  });

  it.each([
    ['an object', { amount: money }],
    ['side by side', money],
  ])('takes the amount as %s', (_what, detail) => {
    expect(paymentIn(detail)).toEqual({ money, payee: undefined, iban: undefined, rest: {} });
  });

  const much = { amount: '1000000.00', currency: 'EUR' };
  it.each([
    ['one could not be formatted', { instructedAmount: { amount: '1e6', currency: 'EUR' }, amount: money }],
    ['both differ', { instructedAmount: money, amount: much }],
    ['both are the same', { instructedAmount: money, amount: money }],
    ['one stands beside', { instructedAmount: money, ...much }],
    ['one beside has no currency', { instructedAmount: money, amount: '1000000.00' }],
    ['there is a currency beside', { amount: money, currency: 'JPY' }],
    ['one is of another kind', { instructedAmount: ['1000000.00'], amount: money }],
    ['one is nothing', { instructedAmount: null, ...money }],
  ])('has no headline where two places tell of money: %s', (_what, detail) => {
    const { money: headline, rest } = paymentIn(detail as never);
    expect([headline, rest]).toEqual([undefined, detail]);
    const request = {
      authorization_details: [{ type: 'x', ...detail }],
      scope: [],
      binding_message: 'W4SCT',
    };
    const texts = textsFor({ connection: 'live', cards: [], dismissed: [] } as never, ['en'], {});
    expect(summaryOf(request as never, texts)).toBe('W4SCT');
  });

  it.each([
    ['payee', { creditorName: 'Shop', creditor: 'Mallory' }],
    ['payee', { creditorName: 'Shop', payee: { name: 'Mallory' } }],
    ['payee', { creditorName: 'Shop', creditorAccount: { name: 'Mallory' } }],
    ['iban', { creditorAccount: { iban: 'DE89370400440532013000' }, iban: 'DE1' }],
    ['iban', { creditorAccount: { iban: 'DE89370400440532013000' }, creditorIban: null }],
  ] as const)('has no %s in front where two places tell of one: %j', (name, detail) => {
    const { [name]: shown, rest } = paymentIn(detail);
    expect([shown, rest]).toEqual([undefined, detail]);
  });

  it('is called the same afterwards as before', () => {
    const texts = textsFor({ connection: 'live', cards: [], dismissed: [] } as never, ['en'], {});
    const detail = { type: 'x', instructedAmount: money, creditorName: 'Hansen' };
    expect(summaryOf({ authorization_details: [detail], scope: [] } as never, texts)).toBe('€5.00 → Hansen');
  });
});
