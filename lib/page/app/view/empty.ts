import type { Connection } from '../state.js';
import type { Texts } from '../texts.js';
import { heading, made, showIf, write } from './dom.js';
import { symbol } from './symbols.js';

/** What stands there while no card does: nothing to approve, or nobody signed in. */
export interface EmptyView {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  update(connection: Connection, isEmpty: boolean, texts: Texts): void;
}

export function emptyView(headingLevel: number, signIn: string | undefined): EmptyView {
  const title = heading(headingLevel, 'ciba-title');
  const text = made('p', 'ciba-quiet');
  const link = made('a', 'ciba-button ciba-sign-in');
  if (signIn !== undefined) link.href = signIn;
  const element = made('div', 'ciba-empty', made('span', 'ciba-emblem', symbol('shield')), title, text, link);
  let isListed = false;
  return {
    element,
    title,
    update(connection, isEmpty, { messages }) {
      // Before the first list nobody knows whether there is anything.
      isListed ||= connection === 'live';
      const isSignedOut = connection === 'signedOut';
      write(title, isSignedOut ? messages.signedOut : messages.idle);
      write(text, isSignedOut ? messages.signedOutText : messages.idleText);
      write(link, messages.signIn);
      showIf(link, isSignedOut && signIn !== undefined);
      showIf(element, isSignedOut || (isEmpty && isListed));
    },
  };
}
