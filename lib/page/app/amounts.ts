import type { Json, JsonObject } from './request.js';

/** Money as a client writes it. */
export interface Money {
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** What a number format can show whole; anything else is shown as it was written. */
const DECIMAL = /^-?\d{1,24}(?:\.(\d{1,12}))?$/;
const CURRENCY = /^[A-Z]{3}$/;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The money that an object tells of by `amount` and `currency`; undefined where it does not, or not so that it could be formatted. */
export function moneyOf(value: Json | undefined): Money | undefined {
  if (!isObject(value)) return undefined;
  const { amount, currency } = value;
  const written = typeof amount === 'number' ? String(amount) : amount;
  if (typeof written !== 'string' || typeof currency !== 'string') return undefined;
  return DECIMAL.test(written) && CURRENCY.test(currency) ? { amount: written, currency } : undefined;
}

/** Money in the manner of a language, and never rounded: every decimal that was written is shown. */
export function formatMoney({ amount, currency }: Money, language: string): string {
  const style = { style: 'currency', currency } as const;
  const usual = new Intl.NumberFormat(language, style);
  const written = DECIMAL.exec(amount)?.[1]?.length ?? 0;
  const { maximumFractionDigits: most = 2 } = usual.resolvedOptions();
  const exact =
    written > most ? new Intl.NumberFormat(language, { ...style, maximumFractionDigits: written }) : usual;
  // A number of JavaScript could not hold it; the text can be given since 2023.
  return exact.format(amount as unknown as number);
}
