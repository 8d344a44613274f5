import { type ClaimAsked, revealedBy } from '../claims.js';
import type { ApprovalRequest } from '../request.js';
import { type Texts, wordsFor } from '../texts.js';
import { detailView } from './details.js';
import { foreign, made } from './dom.js';

/** All that the user would approve, the payments in front. */
export function askedView(
  request: ApprovalRequest,
  texts: Texts,
  headingLevel: number,
): readonly HTMLElement[] {
  const { messages } = texts;
  const { authorization_details: details = [], scope, resource = [] } = request;
  const section = (title: string, content: readonly HTMLElement[]): readonly HTMLElement[] =>
    content.length === 0 ? [] : [made(`h${headingLevel}` as 'h3', 'ciba-subtitle', title), ...content];
  return [
    ...section(
      messages.details,
      details.map((detail) => detailView(detail, texts)),
    ),
    ...section(
      messages.willBeAble,
      listOf(scope.map((token) => [wordsFor(texts, 'scopes', token) ?? foreign(token)])),
    ),
    ...section(messages.whereUsed, listOf(resource.map((address) => [foreign(address)]))),
    ...section(messages.willSee, listOf(revealedBy(request.claims).map((claim) => claimView(claim, texts)))),
  ];
}

function listOf(items: readonly (readonly (Node | string)[])[]): readonly HTMLElement[] {
  const entries = items.map((item) => made('li', '', ...item));
  return entries.length === 0 ? [] : [made('ul', 'ciba-scopes', ...entries)];
}

/** What else is asked for within stands below. */
function claimView({ name, values, claims }: ClaimAsked, texts: Texts): readonly (Node | string)[] {
  const wanted = values.flatMap((value, index) => [index === 0 ? ': ' : ', ', foreign(value)]);
  const inner = claims.map((claim) => claimView(claim, texts));
  return [wordsFor(texts, 'claims', name) ?? foreign(name), ...wanted, ...listOf(inner)];
}
