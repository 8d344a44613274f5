import { formatMoney, isObject, type Money, moneyOf } from '../amounts.js';
import type { Json, JsonObject } from '../request.js';
import { harmless } from '../text.js';
import { foreign, made } from './dom.js';

/** What a payment is about, and what else there is to be shown. */
export interface Payment {
  readonly money: Money | undefined;
  readonly payee: string | undefined;
  readonly iban: string | undefined;
  readonly rest: JsonObject;
}

/** Takes amount and payee out of a detail; whatever is not taken is left to be shown. */
export function paymentIn(detail: JsonObject): Payment {
  const { creditorName, creditorAccount } = detail;
  const { money, rest } = moneyIn(detail);
  const payee = typeof creditorName === 'string' && creditorName !== '' ? creditorName : undefined;
  const account = isObject(creditorAccount) ? creditorAccount : {};
  const iban = typeof account.iban === 'string' && account.iban !== '' ? account.iban : undefined;
  const withoutPayee = payee === undefined ? rest : without(rest, ['creditorName']);
  return {
    money,
    payee,
    iban,
    rest: iban === undefined ? withoutPayee : thinned(withoutPayee, 'creditorAccount', ['iban']),
  };
}

function moneyIn(detail: JsonObject): { readonly money: Money | undefined; readonly rest: JsonObject } {
  for (const name of ['instructedAmount', 'amount']) {
    const money = moneyOf(detail[name]);
    if (money !== undefined) return { money, rest: thinned(detail, name, ['amount', 'currency']) };
  }
  const money = moneyOf(detail);
  return { money, rest: money === undefined ? detail : without(detail, ['amount', 'currency']) };
}

/** The object in a member loses some of its own, and the member goes with the last of them. */
function thinned(detail: JsonObject, name: string, members: readonly string[]): JsonObject {
  const value = detail[name];
  const left = isObject(value) ? without(value, members) : {};
  return Object.keys(left).length > 0 ? { ...detail, [name]: left } : without(detail, [name]);
}

function without(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !members.includes(name)));
}

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
