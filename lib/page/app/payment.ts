import { isObject, type Money, moneyOf } from './amounts.js';
import type { Json, JsonObject } from './request.js';

/** What a payment is about, and what else there is to be shown. */
export interface Payment {
  readonly money: Money | undefined;
  readonly payee: string | undefined;
  readonly iban: string | undefined;
  readonly rest: JsonObject;
}

/** Takes amount, payee and account out of a detail where one place alone says each; whatever is not taken is left to be shown. */
export function paymentIn(detail: JsonObject): Payment {
  const { money, names } = moneyIn(detail);
  const payee = payeeIn(detail);
  const iban = ibanIn(detail);
  const rest = [
    ...names,
    ...(payee === undefined ? [] : [['creditorName']]),
    ...(iban === undefined ? [] : [['creditorAccount', 'iban']]),
  ].reduce(taken, detail);
  return { money, payee, iban, rest };
}

/** Where a member stands: its name, or that of an object and its name in there. */
type Path = readonly string[];

interface MoneyFound {
  readonly money: Money | undefined;
  readonly names: readonly Path[];
}

const NO_MONEY: MoneyFound = { money: undefined, names: [] };

/** Of two amounts nobody knows which one is paid, even where only one could be formatted. */
function moneyIn(detail: JsonObject): MoneyFound {
  const { instructedAmount, amount, currency } = detail;
  const isBeside = currency !== undefined || (amount !== undefined && !isObject(amount));
  const places = [
    ...(instructedAmount === undefined ? [] : [['instructedAmount']]),
    ...(isObject(amount) ? [['amount']] : []),
    ...(isBeside ? [[]] : []),
  ];
  const [place] = places;
  if (place === undefined || places.length > 1) return NO_MONEY;
  const money = moneyOf(place[0] === undefined ? detail : detail[place[0]]);
  return money === undefined
    ? NO_MONEY
    : {
        money,
        names: [
          [...place, 'amount'],
          [...place, 'currency'],
        ],
      };
}

function payeeIn({
  creditorName,
  creditor,
  payee,
  payeeName,
  creditorAccount,
}: JsonObject): string | undefined {
  const { name, creditorName: inside } = isObject(creditorAccount) ? creditorAccount : {};
  return soleText(creditorName, [creditor, payee, payeeName, name, inside]);
}

function ibanIn({ creditorAccount, iban, creditorIban, payeeAccount }: JsonObject): string | undefined {
  const inside = isObject(creditorAccount) ? creditorAccount.iban : undefined;
  return soleText(inside, [iban, creditorIban, payeeAccount]);
}

/** A text that nothing else in the detail could contradict. */
function soleText(value: Json | undefined, others: readonly (Json | undefined)[]): string | undefined {
  const isSole = others.every((other) => other === undefined);
  return isSole && typeof value === 'string' && value !== '' ? value : undefined;
}

/** The object in a member loses one of its own, and the member goes with the last of them. */
function taken(detail: JsonObject, [name = '', inner]: Path): JsonObject {
  const { [name]: value, ...others } = detail;
  const left = inner !== undefined && isObject(value) ? taken(value, [inner]) : {};
  return Object.keys(left).length > 0 ? { ...detail, [name]: left } : others;
}
