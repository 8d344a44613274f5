import { isObject } from '../amounts.js';
import type { ApprovalRequest, JsonObject } from '../request.js';
import { type Texts, wordsFor } from '../texts.js';
import { detailView } from './details.js';
import { foreign, made } from './dom.js';

/** Claims that tell of the sign-in, and nothing of the user. */
const REVEAL_NOTHING = ['sub', 'acr', 'amr', 'auth_time', 'nonce', 'iss', 'aud', 'exp', 'iat'];

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
  const inWords = (list: 'scopes' | 'claims', names: readonly string[]): readonly HTMLElement[] =>
    listOf(names.map((name) => wordsFor(texts, list, name) ?? foreign(name)));
  return [
    ...section(
      messages.details,
      details.map((detail) => detailView(detail, texts)),
    ),
    ...section(messages.willBeAble, inWords('scopes', scope)),
    ...section(messages.whereUsed, listOf(resource.map(foreign))),
    ...section(messages.willSee, inWords('claims', revealedBy(request.claims))),
  ];
}

function listOf(items: readonly (Node | string)[]): readonly HTMLElement[] {
  return items.length === 0 ? [] : [made('ul', 'ciba-scopes', ...items.map((item) => made('li', '', item)))];
}

/** The names of the claims that a client would see. OpenID Connect Core 1.0 §5.5. */
export function revealedBy(claims: JsonObject | undefined): readonly string[] {
  const places = [claims?.id_token, claims?.userinfo].filter(isObject);
  const names = places.flatMap((place) => Object.keys(place));
  return [...new Set(names)].filter((name) => !REVEAL_NOTHING.includes(name));
}
