import { formatMoney, isObject, moneyOf } from '../amounts.js';
import type { Json } from '../request.js';
import { harmless } from '../text.js';
import { foreign, made } from './dom.js';

/** Money that stands for itself: an object with nothing beside it. */
export function plainMoney(value: Json | undefined, language: string): string | undefined {
  const money = moneyOf(value);
  return money !== undefined && isObject(value) && Object.keys(value).length === 2
    ? formatMoney(money, language)
    : undefined;
}

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/;

/** An account number in groups of four, which are to be seen and are no part of the text. */
export function accountNumber(text: string): HTMLElement {
  const shown = harmless(text);
  if (!IBAN.test(shown)) return foreign(text);
  const groups = shown.match(/.{1,4}/g) ?? [];
  return made('bdi', 'ciba-account', ...groups.map((group) => made('span', '', group)));
}
