import { formatMoney } from './amounts.js';
import { paymentIn } from './payment.js';
import type { ApprovalRequest, JsonObject } from './request.js';
import { type Texts, wordsFor } from './texts.js';

/** What a request was about, in a few words: what the user compared, or what was to be paid, or what it was called. */
export function summaryOf(
  { binding_message, authorization_details, scope }: ApprovalRequest,
  texts: Texts,
): string {
  const details = authorization_details ?? [];
  const paid = details.flatMap((detail) => paidBy(detail, texts));
  if (paid.length > 0) return paid.join(', ');
  if (binding_message !== undefined) return binding_message;
  const types = details.map(({ type }) => wordsFor(texts, 'types', String(type)) ?? String(type));
  const words = types.length > 0 ? types : scope.map((token) => wordsFor(texts, 'scopes', token) ?? token);
  return words.join(', ');
}

function paidBy(detail: JsonObject, { language }: Texts): readonly string[] {
  const { money, payee } = paymentIn(detail);
  if (money === undefined) return [];
  const sum = formatMoney(money, language);
  return [payee === undefined ? sum : `${sum} → ${payee}`];
}
