import { formatMoney, isObject } from '../amounts.js';
import { type Payment, paymentIn } from '../payment.js';
import type { Json, JsonObject } from '../request.js';
import { breakable, harmless } from '../text.js';
import { type Texts, wordsFor } from '../texts.js';
import { broken, foreign, made } from './dom.js';
import { accountNumber, plainMoney } from './money.js';

/** Characters from which text is long. */
const LONG = 60;

/** One of the authorization details, with every member of it: what is not shown was not approved. */
export function detailView({ type, ...members }: JsonObject, texts: Texts): HTMLElement {
  const name = String(type);
  const words = wordsFor(texts, 'types', name);
  const payment = paymentIn(members);
  const group = made('div', 'ciba-detail', made('p', 'ciba-type', words ?? foreign(name)));
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', words ?? harmless(name));
  group.append(...paymentView(payment, texts));
  if (Object.keys(payment.rest).length > 0) group.append(memberList(payment.rest, texts));
  return group;
}

function paymentView({ money, payee, iban }: Payment, texts: Texts): readonly HTMLElement[] {
  const { messages, language } = texts;
  const rows = [
    ...(payee === undefined ? [] : [row(messages.to, foreign(payee), 'ciba-payee ciba-stacked')]),
    ...(iban === undefined ? [] : [row(messages.account, accountNumber(iban), 'ciba-stacked')]),
  ];
  return [
    ...(money === undefined ? [] : [made('p', 'ciba-amount', formatMoney(money, language))]),
    ...(rows.length === 0 ? [] : [made('dl', 'ciba-members', ...rows)]),
  ];
}

function memberList(object: JsonObject, texts: Texts): HTMLElement {
  const rows = Object.entries(object).map(([name, value]) =>
    row(wordsFor(texts, 'members', name) ?? memberName(name), valueView(name, value, texts)),
  );
  return made('dl', 'ciba-members', ...rows);
}

function row(name: Node | string, value: Node | string, className = ''): HTMLElement {
  return made('div', className, made('dt', '', name), made('dd', '', value));
}

/** Any value in words, however deep it goes. */
function valueView(name: string, value: Json | undefined, texts: Texts): Node | string {
  const { messages, language } = texts;
  if (typeof value === 'boolean') return value ? messages.yes : messages.no;
  if (value === null || value === undefined || value === '') return messages.nothing;
  if (typeof value === 'string') return name === 'iban' ? accountNumber(value) : textView(value);
  if (typeof value === 'number') return String(value);
  if (Object.keys(value).length === 0) return messages.nothing;
  if (!isObject(value)) return listView(name, value as readonly Json[], texts);
  return plainMoney(value, language) ?? memberList(value, texts);
}

function listView(name: string, values: readonly Json[], texts: Texts): HTMLElement {
  const items = values.map((value) => made('li', '', valueView(name, value, texts)));
  return made('ul', 'ciba-values', ...items);
}

/** Long text gets the whole width; none of it is cut off. */
function textView(text: string): HTMLElement {
  const shown = foreign(text);
  if (text.length > LONG) shown.className = 'ciba-long';
  return shown;
}

/** A name that we have no words for, as it is; it may break where its words do. */
function memberName(name: string): HTMLElement {
  const words = harmless(name).split(/(?<=[_.-])(?=.)|(?<=[a-z\d])(?=[A-Z])/);
  return made('bdi', '', ...broken(words.flatMap(breakable)));
}
