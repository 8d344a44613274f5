import type { DeviceApi } from './api.js';
import { type Kept, type PastDecision, remembered } from './history.js';
import { Live } from './live.js';
import type { MessagesByLanguage } from './messages/index.js';
import { consequenceOf, endingOf } from './outcomes.js';
import { type Decision, nameOf, type RequestList } from './request.js';
import { spoken } from './spoken.js';
import {
  type Card,
  cardOf,
  connected,
  dismissed,
  type Ending,
  ended,
  isDecision,
  isOpen,
  listed,
  passed,
  STARTING,
  type State,
  sent,
  troubled,
} from './state.js';
import { summaryOf } from './summary.js';
import { type Texts, textsFor } from './texts.js';

/** What is shown. */
export interface Shown {
  readonly state: State;
  readonly history: readonly PastDecision[];
  readonly texts: Texts;
}

/** Where it is shown. */
export interface Screen {
  show(shown: Shown): void;
  say(texts: readonly string[]): void;
  /** What was said stands there until something else is. */
  hush(): void;
}

/** What a controller works with. */
export interface ControllerContext {
  readonly api: DeviceApi;
  readonly messages: MessagesByLanguage;
  readonly screen: Screen;
  readonly historyOf: (user: string) => readonly PastDecision[];
  readonly keepHistory: (kept: Kept) => void;
}

/** Milliseconds between two looks at a request that is pending and not listed. */
const LOOK_AGAIN_MS = 10_000;

/** Milliseconds between two looks at the clock. */
const TICK_MS = 250;

/** Takes what comes from the server and from the user, and has it shown. */
export class Controller {
  readonly #context: ControllerContext;
  readonly #live: Live;
  readonly #looked = new Map<string, number>();
  #state: State = STARTING;
  #history: readonly PastDecision[] = [];
  #user: string | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#live = new Live(context.api, {
      listed: (list) => this.#listed(list),
      lost: () => this.#change(connected(this.#state, 'lost')),
      signedOut: () => this.#signedOut(),
    });
  }

  start(): void {
    this.#change(this.#state);
    this.#live.start();
    setInterval(() => this.#change(passed(this.#state, performance.now())), TICK_MS);
    window.addEventListener('languagechange', () => this.#change({ ...this.#state }));
  }

  async decide(id: string, decision: Decision, number?: string): Promise<void> {
    const card = cardOf(this.#state, id);
    if (card === undefined || !isOpen(card) || card.sending) return;
    if (number !== undefined && !/^\d{2}$/.test(number))
      return this.#change(troubled(this.#state, id, 'wantsNumber'));
    this.#change(sent(this.#state, id, decision));
    const reply = await this.#context.api.decide(id, decision, number);
    if (reply === undefined) return this.#change(troubled(this.#state, id, 'uncertain'));
    const consequence = consequenceOf(decision, reply);
    if (consequence === 'signedOut') return this.#sessionOver();
    if (consequence === 'look') return this.#look(id, decision === 'report' ? 'reported' : 'noLongerOpen');
    if ('ending' in consequence) return this.#end(id, consequence.ending);
    this.#change(troubled(this.#state, id, consequence.trouble, consequence.attemptsLeft));
  }

  dismiss(id: string): void {
    this.#change(dismissed(this.#state, id));
  }

  #listed({ user, requests }: RequestList): void {
    if (user !== this.#user) this.#begin(user);
    this.#change(listed(this.#state, requests, performance.now()));
    const now = performance.now();
    for (const card of this.#state.cards)
      if (isMissing(card, this.#looked, now)) void this.#look(card.request.id);
  }

  /** What one user was shown is not for the next. */
  #begin(user: string): void {
    this.#user = user;
    this.#state = STARTING;
    this.#looked.clear();
    this.#history = this.#context.historyOf(user);
    this.#context.screen.hush();
  }

  /** What became of a request that is no longer listed; `otherwise` where it cannot be told. */
  async #look(id: string, otherwise?: Ending): Promise<void> {
    this.#looked.set(id, performance.now());
    const found = await this.#context.api.request(id);
    if (found.status === 'signedOut') return this.#sessionOver();
    const card = cardOf(this.#state, id);
    if (card === undefined || !isOpen(card)) return;
    if (found.status === 'unreachable') {
      this.#looked.delete(id);
      return card.sending ? this.#change(troubled(this.#state, id, 'uncertain')) : undefined;
    }
    const request = found.status === 'ok' ? found.value : undefined;
    const ending = endingOf(card, request, performance.now()) ?? otherwise;
    if (ending !== undefined && (otherwise !== undefined || !card.sending)) this.#end(id, ending);
  }

  #end(id: string, ending: Ending): void {
    const card = cardOf(this.#state, id);
    if (card && isOpen(card) && isDecision(ending)) this.#remember(card, ending);
    this.#looked.delete(id);
    this.#change(ended(this.#state, id, ending));
  }

  #remember({ request }: Card, ending: Ending): void {
    const what = summaryOf(request, this.#texts());
    const past = { client: nameOf(request.client), what, ending, at: Date.now() };
    this.#keep(remembered(this.#history, past));
  }

  /** The stream may not have heard of it yet. */
  #sessionOver(): void {
    this.#signedOut();
    void this.#live.look();
  }

  /** Whoever signs in next may be somebody else. */
  #signedOut(): void {
    if (this.#history.length > 0) this.#keep([]);
    this.#change(connected(this.#state, 'signedOut'));
    this.#context.screen.hush();
  }

  #keep(past: readonly PastDecision[]): void {
    this.#history = past;
    if (this.#user !== undefined) this.#context.keepHistory({ user: this.#user, past });
  }

  #texts(): Texts {
    return textsFor(this.#state, navigator.languages, this.#context.messages);
  }

  #change(state: State): void {
    const before = this.#state;
    this.#state = state;
    const texts = this.#texts();
    this.#context.screen.show({ state, history: this.#history, texts });
    this.#context.screen.say(spoken(before, state, texts));
  }
}

function isMissing(card: Card, looked: ReadonlyMap<string, number>, now: number): boolean {
  const last = looked.get(card.request.id) ?? Number.NEGATIVE_INFINITY;
  return isOpen(card) && !card.isListed && !card.sending && now - last > LOOK_AGAIN_MS;
}
