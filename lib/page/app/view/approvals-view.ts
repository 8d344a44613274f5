import type { Screen, Shown } from '../controller.js';
import type { Decision } from '../request.js';
import type { Place, Settings } from '../settings.js';
import { type Card, isOpen } from '../state.js';
import type { Texts } from '../texts.js';
import { CardView, HOLDING_MS } from './card.js';
import { heading, made, setAttribute, showIf, write } from './dom.js';
import { type EmptyView, emptyView } from './empty.js';
import { type PastView, pastView } from './past.js';

/** What a user can do. */
export interface Actions {
  decide(id: string, decision: Decision, number?: string): void;
  dismiss(id: string): void;
}

/** The whole page. */
export class ApprovalsView implements Screen {
  readonly #place: Place;
  readonly #settings: Settings;
  readonly #actions: Actions;
  readonly #notice: HTMLElement = made('p', 'ciba-notice');
  readonly #list: HTMLElement = made('div', 'ciba-list');
  readonly #spoken: HTMLElement = made('div', 'ciba-spoken');
  readonly #empty: EmptyView;
  readonly #past: PastView;
  readonly #cards = new Map<string, CardView>();
  #shown: Shown | undefined;
  #release: ReturnType<typeof setTimeout> | undefined;

  constructor(place: Place, settings: Settings, actions: Actions) {
    const { container, headingLevel } = place;
    this.#place = place;
    this.#settings = settings;
    this.#actions = actions;
    this.#empty = emptyView(headingLevel + 1, settings.signIn);
    this.#past = pastView(headingLevel + 1);
    const title = heading(headingLevel, 'ciba-name');
    write(title, settings.name);
    const status = made('div', 'ciba-status', this.#notice);
    status.setAttribute('role', 'status');
    this.#notice.hidden = true;
    this.#spoken.setAttribute('aria-live', 'polite');
    container.classList.add('ciba-approvals');
    const parts = [this.#list, this.#empty.element, this.#past.element, this.#spoken];
    container.replaceChildren(title, status, ...parts);
    // Whatever comes above it on a page of the host makes something around it grow.
    const resized = new ResizeObserver(() => this.#hold());
    for (let around: Element | null = container; around !== null; around = around.parentElement)
      resized.observe(around);
  }

  show(shown: Shown): void {
    const { state, history, texts } = shown;
    const hadFocus = this.#list.contains(document.activeElement);
    this.#arrange(state.cards, texts);
    this.#empty.update(state.connection, state.cards.length === 0, texts);
    this.#past.update(history, texts);
    write(this.#notice, state.connection === 'lost' ? texts.messages.offline : '');
    showIf(this.#notice, state.connection === 'lost');
    this.#speak(texts);
    this.#tellDocument(state.cards);
    if (hadFocus && !this.#list.contains(document.activeElement)) this.#focusNext();
    if (isRearranged(this.#shown?.state.cards ?? [], state.cards)) this.#hold();
    this.#shown = shown;
  }

  say(texts: readonly string[]): void {
    if (texts.length > 0) this.#spoken.replaceChildren(...texts.map((text) => made('p', '', text)));
  }

  hush(): void {
    this.#spoken.replaceChildren();
  }

  /** Makes, keeps up to date and takes away; a card that stays is never put elsewhere. */
  #arrange(cards: readonly Card[], texts: Texts): void {
    const now = performance.now();
    const ids = new Set(cards.map(({ request }) => request.id));
    for (const [id, view] of this.#cards) {
      if (ids.has(id)) continue;
      view.element.remove();
      this.#cards.delete(id);
    }
    for (const card of cards) {
      const view = this.#cards.get(card.request.id) ?? this.#added(card);
      view.update(card, texts, now);
    }
  }

  #added(card: Card): CardView {
    const { id } = card.request;
    const view = new CardView(card, {
      headingLevel: this.#place.headingLevel + 1,
      signIn: this.#settings.signIn,
      decide: (decision, number) => this.#actions.decide(id, decision, number),
      dismiss: () => this.#actions.dismiss(id),
    });
    this.#cards.set(id, view);
    this.#list.append(view.element);
    return view;
  }

  /** No press may hit what has just slid under the thumb: all take none for a while. */
  #hold(): void {
    for (const view of this.#cards.values()) view.hold();
    clearTimeout(this.#release);
    this.#release = setTimeout(() => this.#shown && this.show(this.#shown), HOLDING_MS + 1);
  }

  /** What had the focus is gone. */
  #focusNext(): void {
    const [next] = this.#cards.values();
    (next?.title ?? this.#empty.title).focus();
  }

  #speak({ language, direction }: Texts): void {
    const { container, isOwnDocument } = this.#place;
    for (const element of [container, ...(isOwnDocument ? [document.documentElement] : [])]) {
      setAttribute(element, 'lang', language);
      setAttribute(element, 'dir', direction);
    }
  }

  #tellDocument(cards: readonly Card[]): void {
    if (!this.#place.isOwnDocument) return;
    const open = cards.filter(isOpen).length;
    const title = open > 0 ? `(${open}) ${this.#settings.name}` : this.#settings.name;
    if (document.title !== title) document.title = title;
  }
}

/** Whether another card stands somewhere, or one has ended. */
function isRearranged(before: readonly Card[], after: readonly Card[]): boolean {
  if (before === after) return false;
  return (
    before.length !== after.length ||
    after.some(({ request, ending }, at) => {
      const was = before[at];
      return was?.request.id !== request.id || was.ending !== ending;
    })
  );
}
