import {
  type ApprovalMessages,
  languageOf,
  type MessagesByLanguage,
  messagesOf,
  OURS,
  type WordList,
} from './messages/index.js';
import { type Card, isOpen, type State } from './state.js';
import { harmless } from './text.js';

/** The texts of the language that is shown. */
export interface Texts {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: ApprovalMessages;
}

/** Languages that are written from the right. */
const FROM_THE_RIGHT = ['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi'];

/**
 * Chooses the language: the one that all open requests are to be shown in, each by its `ui_locales`, then by the browser; where they differ
 * the browser's, since no client is to change the language of what another one asks.
 */
export function textsFor(state: State, browser: readonly string[], theirs: MessagesByLanguage): Texts {
  const available = [...new Set([...Object.keys(OURS), ...Object.keys(theirs)])];
  const wanted = wantedBy(state.cards).map((tags) => languageOf([...tags, ...browser], available));
  const [first, ...others] = new Set(wanted);
  const language = first === undefined || others.length > 0 ? languageOf(browser, available) : first;
  const direction = FROM_THE_RIGHT.includes(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
  return { language, direction, messages: messagesOf(language, theirs) };
}

/** Of what was decided only where nothing is open. */
function wantedBy(cards: readonly Card[]): readonly (readonly string[])[] {
  const open = cards.filter(isOpen);
  return (open.length > 0 ? open : cards).map(({ request }) => request.ui_locales ?? []);
}

/** Our words for a name, or undefined. */
export function wordsFor({ messages }: Texts, list: WordList, name: string): string | undefined {
  const words: Readonly<Record<string, string>> = messages[list];
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

/** A text as one string, with what is foreign in it made harmless. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? harmless(values[name] ?? '') : whole,
  );
}
