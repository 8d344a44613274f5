import type { PastDecision } from '../history.js';
import { titleOf } from '../spoken.js';
import type { Texts } from '../texts.js';
import { foreign, heading, made, showIf, uniqueId, write } from './dom.js';
import { symbolOf } from './outcome.js';
import { symbol } from './symbols.js';

/** The last decisions of this session. */
export interface PastView {
  readonly element: HTMLElement;
  update(history: readonly PastDecision[], texts: Texts): void;
}

export function pastView(headingLevel: number): PastView {
  const title = heading(headingLevel, 'ciba-subtitle');
  title.id = uniqueId();
  const list = made('ul', 'ciba-past');
  const element = made('section', 'ciba-history', title, list);
  element.setAttribute('aria-labelledby', title.id);
  let shown: readonly unknown[] = [];
  return {
    element,
    update(history, texts) {
      if (shown[0] === history && shown[1] === texts.language) return;
      shown = [history, texts.language];
      write(title, texts.messages.history);
      list.replaceChildren(...history.map((past) => itemOf(past, texts)));
      showIf(element, history.length > 0);
    },
  };
}

function itemOf({ client, what, ending, at }: PastDecision, { messages, language }: Texts): HTMLElement {
  const time = made('time', '', new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at));
  time.dateTime = new Date(at).toISOString();
  const name = symbolOf(ending);
  return made(
    'li',
    '',
    made('span', `ciba-mark ciba-${name}`, symbol(name)),
    made(
      'span',
      'ciba-past-what',
      made('strong', '', foreign(client)),
      made('span', 'ciba-quiet', foreign(what)),
    ),
    made('span', 'ciba-past-how', made('span', '', messages[titleOf({ ending })]), time),
  );
}
