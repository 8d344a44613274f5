import { de } from './de.js';
import { type ApprovalMessages, en } from './en.js';

export { type ApprovalMessages, en } from './en.js';

/** The names of the single texts, and those of the lists of words. */
export type TextName = {
  [Name in keyof ApprovalMessages]: ApprovalMessages[Name] extends string ? Name : never;
}[keyof ApprovalMessages];
export type WordList = Exclude<keyof ApprovalMessages, TextName>;

/** Texts over or beside ours, by language: a part of those that we have, all of those of a language of your own. */
export interface MessagesByLanguage {
  readonly [language: string]: {
    readonly [Name in keyof ApprovalMessages]?: ApprovalMessages[Name] extends string
      ? string
      : Readonly<Record<string, string>>;
  };
}

/** The languages that come along. */
export const OURS: Readonly<Record<string, ApprovalMessages>> = { en, de };

/** The texts of a language, in the words of the host where it has some. */
export function messagesOf(language: string, theirs: MessagesByLanguage): ApprovalMessages {
  const ours = OURS[language] ?? en;
  const given = theirs[language] ?? {};
  return {
    ...ours,
    ...given,
    scopes: { ...ours.scopes, ...given.scopes },
    types: { ...ours.types, ...given.types },
    members: { ...ours.members, ...given.members },
    claims: { ...ours.claims, ...given.claims },
  };
}

/** The first wanted language that there is: `de-CH` is served by `de` where there is no Swiss one; else English. */
export function languageOf(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    const found = prefixesOf(tag).map((prefix) => available.find((name) => name.toLowerCase() === prefix));
    const best = found.find((name) => name !== undefined);
    if (best !== undefined) return best;
  }
  return 'en';
}

/** `de-Latn-CH`, `de-Latn`, `de`. RFC 4647 §3.4. */
function prefixesOf(tag: string): readonly string[] {
  const parts = tag.toLowerCase().split('-');
  return parts.map((_part, index) => parts.slice(0, parts.length - index).join('-'));
}

/** A part of a phrase: our words, or what somebody else has written. */
export type Piece = string | { readonly foreign: string };

/** A text with what is filled in kept apart, so that it can be shown as foreign. */
export function phrase(text: string, values: Readonly<Record<string, string>>): readonly Piece[] {
  const pieces = text.split(/(\{\w+\})/).map((part): Piece => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name !== undefined && Object.hasOwn(values, name) ? { foreign: values[name] ?? '' } : part;
  });
  return pieces.filter((piece) => piece !== '');
}
