import { nameOf } from '../request.js';
import { type Card, isOpen, isOwn } from '../state.js';
import { harmless } from '../text.js';
import type { Texts } from '../texts.js';
import { askedView } from './asked.js';
import { type Controls, controls, type Decide } from './controls.js';
import { type Countdown, countdown } from './countdown.js';
import { foreign, made, write } from './dom.js';
import { type Identity, identity } from './identity.js';
import { type OutcomeView, outcomeView } from './outcome.js';
import { type TroubleView, troubleView } from './trouble.js';

/** Milliseconds for which a card that has just come or moved takes no press: none may hit what slid under the thumb. */
const SETTLING_MS = 600;

/** The same from when the page is told of it: until it is on the screen some more milliseconds pass. */
export const HOLDING_MS: number = SETTLING_MS + 50;

/** What a card is made of and does. */
export interface CardContext {
  readonly headingLevel: number;
  readonly signIn: string | undefined;
  readonly decide: Decide;
  readonly dismiss: () => void;
}

/** One request on the screen: made once, then kept up to date in its place. */
export class CardView {
  readonly element: HTMLElement;
  readonly #context: CardContext;
  readonly #identity: Identity;
  readonly #messageLabel: HTMLElement = made('p', 'ciba-label');
  readonly #asked: HTMLElement = made('div', 'ciba-asked');
  readonly #countdown: Countdown;
  readonly #trouble: TroubleView;
  readonly #controls: Controls;
  #outcome: OutcomeView | undefined;
  #card: Card | undefined;
  #language: string | undefined;
  #heldUntil = 0;

  constructor(card: Card, context: CardContext) {
    const { request } = card;
    this.#context = context;
    this.#identity = identity(request.client, context.headingLevel);
    this.#countdown = countdown(card);
    this.#trouble = troubleView(context.signIn);
    this.#controls = controls(request, (decision, number) => {
      if (!this.#isHeld()) context.decide(decision, number);
    });
    this.#controls.describeBy(this.#trouble.element.id);
    const { binding_message: message } = request;
    const code = message === undefined ? [] : [made('p', 'ciba-code', foreign(message))];
    const box = made('div', 'ciba-message', this.#messageLabel, ...code);
    const parts = [this.#identity, box, this.#asked, this.#countdown, this.#trouble, this.#controls];
    this.element = made(
      'article',
      'ciba-card',
      ...parts.map((part) => ('element' in part ? part.element : part)),
    );
    this.element.setAttribute(
      'aria-label',
      [nameOf(request.client), message].filter(isText).map(harmless).join(': '),
    );
  }

  /** The heading that the focus goes to. */
  get title(): HTMLElement {
    return this.#outcome?.title ?? this.#identity.title;
  }

  update(card: Card, texts: Texts, now: number): void {
    const isChanged = card !== this.#card || texts.language !== this.#language;
    if (isChanged && isOpen(card)) this.#updateOpen(card, texts);
    if (isChanged && !isOpen(card)) this.#updateEnded(card, texts);
    this.#card = card;
    this.#language = texts.language;
    if (isOpen(card)) this.#countdown.tick(card.endsAt, now);
    this.#hold();
  }

  /** Takes no press for a while: something on the page has come, gone or moved. */
  hold(): void {
    this.#heldUntil = performance.now() + HOLDING_MS;
    this.#hold();
  }

  /** What somebody else has ended is not to be put away by a press that was meant for a button. */
  #hold(): void {
    if (this.#outcome === undefined) this.#controls.hold(this.#isHeld());
    else this.#outcome.hold(this.#isHeld() && !isOwn(this.#card?.ending ?? 'noLongerOpen'));
  }

  #isHeld(): boolean {
    return this.#card?.sending !== undefined || performance.now() < this.#heldUntil;
  }

  #updateOpen(card: Card, texts: Texts): void {
    const { messages, language } = texts;
    if (language !== this.#language) {
      const hasMessage = card.request.binding_message !== undefined;
      this.#identity.update(texts);
      write(this.#messageLabel, hasMessage ? messages.sameMessage : messages.noMessage);
      this.#asked.replaceChildren(...askedView(card.request, texts, this.#context.headingLevel + 1));
      this.#countdown.update(texts);
    }
    this.#trouble.update(card, texts);
    this.#controls.update(card, texts);
  }

  #updateEnded(card: Card, texts: Texts): void {
    if (this.#outcome === undefined) {
      const hadFocus = this.element.contains(document.activeElement);
      this.#outcome = outcomeView(card, this.#context.headingLevel, this.#context.dismiss);
      this.element.replaceChildren(this.#outcome.element);
      this.element.classList.add('ciba-over');
      this.#outcome.update(texts);
      if (hadFocus) this.#outcome.title.focus();
    }
    this.#outcome.update(texts);
  }
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
