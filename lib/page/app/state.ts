import type { ApprovalRequest, Decision } from './request.js';

/** What became of a request, as the user is told. */
export type Ending =
  | 'approved'
  | 'denied'
  | 'deniedByNumber'
  | 'reported'
  | 'reportedApproved'
  | 'tooLate'
  | 'approvedElsewhere'
  | 'deniedElsewhere'
  | 'withdrawn'
  | 'noLongerOpen';

const OWN: readonly Ending[] = ['approved', 'denied', 'deniedByNumber', 'reported'];
const ELSEWHERE: readonly Ending[] = ['approvedElsewhere', 'deniedElsewhere', 'reportedApproved'];

/** Why a decision was not taken, while it still can be. */
export type Trouble = 'uncertain' | 'failed' | 'refused' | 'stepUp' | 'wantsNumber' | 'wrongNumber';

/** One request on the page. */
export interface Card {
  readonly request: ApprovalRequest;
  /** Milliseconds on the clock of the page (`performance.now()`). */
  readonly endsAt: number;
  /** Whether the last list had it. */
  readonly isListed: boolean;
  /** Whether it was said that little time is left. */
  readonly isWarned: boolean;
  /** What is on its way. */
  readonly sending?: Decision | undefined;
  /** What was on its way when nobody knows whether it arrived. */
  readonly tried?: Decision | undefined;
  readonly trouble?: Trouble | undefined;
  readonly attemptsLeft?: number | undefined;
  readonly ending?: Ending | undefined;
}

export type Connection = 'starting' | 'live' | 'lost' | 'signedOut';

/** All that decides what is shown. */
export interface State {
  readonly connection: Connection;
  /** In the order in which they came: a card stays where it is. */
  readonly cards: readonly Card[];
  /** Ids that the user has put away: a list that is on its way does not bring them back. */
  readonly dismissed: readonly string[];
}

export const STARTING: State = { connection: 'starting', cards: [], dismissed: [] };

/** When it is said that little time is left, in milliseconds. */
export const WARNING_MS = 30_000;

/** How far two lists may differ about the end of a request without the clock jumping, in milliseconds. */
const JITTER_MS = 1500;

/** How many ids of the past are remembered. */
const REMEMBERED = 200;

/** Whether it is the user's own decision, taken here. */
export function isOwn(ending: Ending): boolean {
  return OWN.includes(ending);
}

/** Whether somebody who is signed in as this user has decided: that stands among the last decisions. */
export function isDecision(ending: Ending): boolean {
  return isOwn(ending) || ELSEWHERE.includes(ending);
}

export function isOpen({ ending }: Card): boolean {
  return ending === undefined;
}

export function cardOf(state: State, id: string): Card | undefined {
  return state.cards.find(({ request }) => request.id === id);
}

/** A list came: what is new is put behind, what is missing is no longer listed. What the user has decided makes room, where that moves nothing open. */
export function listed(state: State, requests: readonly ApprovalRequest[], now: number): State {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const known = state.cards.map((card) => relisted(card, byId.get(card.request.id), now));
  const ids = new Set([...state.dismissed, ...known.map(({ request }) => request.id)]);
  const fresh = requests.filter(({ id }) => !ids.has(id)).map((request) => cardFor(request, now));
  const isInTheWay = fresh.length > 0 && known.every(({ ending }) => ending !== undefined && isOwn(ending));
  const cleared = isInTheWay
    ? known.reduce((rest, { request: { id } }) => dismissed(rest, id), state)
    : state;
  return { ...cleared, connection: 'live', cards: [...(isInTheWay ? [] : known), ...fresh] };
}

function cardFor(request: ApprovalRequest, now: number): Card {
  const endsAt = now + request.expires_in * 1000;
  return { request, endsAt, isListed: true, isWarned: endsAt - now <= WARNING_MS };
}

function relisted(card: Card, request: ApprovalRequest | undefined, now: number): Card {
  if (!isOpen(card)) return card;
  if (request === undefined) return { ...card, isListed: false };
  const endsAt = now + request.expires_in * 1000;
  const isNear = Math.abs(endsAt - card.endsAt) < JITTER_MS;
  return { ...card, request, isListed: true, endsAt: isNear ? card.endsAt : endsAt };
}

export function connected(state: State, connection: Connection): State {
  return connection === 'signedOut' ? { ...state, connection, cards: [] } : { ...state, connection };
}

/** The time went on: what is over is too late, unless a decision is on its way. */
export function passed(state: State, now: number): State {
  const isDue = (card: Card): boolean =>
    isOpen(card) && (now >= card.endsAt ? !card.sending : !card.isWarned && card.endsAt - now <= WARNING_MS);
  if (!state.cards.some(isDue)) return state;
  return {
    ...state,
    cards: state.cards.map((card) =>
      isDue(card)
        ? { ...card, isWarned: true, ...(now >= card.endsAt && { ending: 'tooLate' as const }) }
        : card,
    ),
  };
}

/** A decision is on its way. */
export function sent(state: State, id: string, sending: Decision): State {
  return changed(state, id, { sending, trouble: undefined });
}

/** It is not known, or not decided: the buttons work again. */
export function troubled(state: State, id: string, trouble: Trouble, attemptsLeft?: number): State {
  const card = cardOf(state, id);
  const tried = trouble === 'uncertain' ? card?.sending : undefined;
  return changed(state, id, { trouble, attemptsLeft, sending: undefined, ...(tried && { tried }) });
}

export function ended(state: State, id: string, ending: Ending): State {
  return changed(state, id, { ending, sending: undefined, trouble: undefined });
}

/** The user puts an outcome away. */
export function dismissed(state: State, id: string): State {
  return {
    ...state,
    cards: state.cards.filter(({ request }) => request.id !== id),
    dismissed: [...state.dismissed, id].slice(-REMEMBERED),
  };
}

function changed(state: State, id: string, change: Partial<Card>): State {
  const cards = state.cards.map((card) =>
    card.request.id === id && isOpen(card) ? { ...card, ...change } : card,
  );
  return { ...state, cards };
}
