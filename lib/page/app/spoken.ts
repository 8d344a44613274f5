import type { TextName } from './messages/index.js';
import { nameOf } from './request.js';
import { type Card, cardOf, isOpen, type State } from './state.js';
import { filled, type Texts } from './texts.js';

/** What a screen reader is told of a change; the seconds are none. */
export function spoken(before: State, after: State, texts: Texts): readonly string[] {
  return after.cards.flatMap((card) => spokenOf(cardOf(before, card.request.id), card, texts));
}

function spokenOf(before: Card | undefined, card: Card, { messages }: Texts): readonly string[] {
  const client = nameOf(card.request.client);
  const say = (name: TextName): string => filled(messages[name], { client });
  if (before === undefined) return isOpen(card) ? [`${say('asks')}.`] : [];
  if (card.ending !== undefined)
    return isOpen(before) ? [`${say(titleOf(card))}. ${say(explanationOf(card))}`] : [];
  return card.isWarned && !before.isWarned ? [say('secondsLeft')] : [];
}

/** The heading of an outcome. */
export function titleOf({ ending = 'noLongerOpen' }: Pick<Card, 'ending'>): TextName {
  if (ending === 'deniedByNumber') return 'denied';
  return ending === 'reportedApproved' ? 'reported' : ending;
}

/** The sentence below it. */
export function explanationOf({ ending = 'noLongerOpen' }: Pick<Card, 'ending'>): TextName {
  return `${ending}Text`;
}
