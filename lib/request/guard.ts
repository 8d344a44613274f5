import type { Limited } from './caps.js';

/** At most so many in so many seconds, whenever they begin. */
export interface Rate {
  /** A whole number above 0. */
  readonly most: number;
  /** Likewise. */
  readonly seconds: number;
}

/**
 * How long a client waits once a user has denied twice in a row: so many seconds, twice as many after each further denial, `most` at last. The
 * first one may have been a slip of the thumb.
 */
export interface CoolDown {
  /** The first one, in seconds. */
  readonly seconds: number;
  /** The longest one, in seconds. */
  readonly most: number;
}

/** What keeps a user from being asked too often. */
export interface PromptCaps {
  /** Of one user, over all clients. */
  readonly promptsPerUser: Rate | false;
  /** Of one user by one client. */
  readonly promptsPerClientAndUser: Rate | false;
  readonly coolDown: CoolDown | false;
}

/** What is remembered of one client's requests to one user. */
export interface ClientGuard {
  /** When the user was asked, in whole seconds since the epoch, rounded up, the earliest first. */
  readonly prompts: readonly number[];
  /** For how many seconds each of them is remembered: as far as the caps of this client look back, which are not those of another. */
  readonly remembered: number;
  /** Denials since the user last approved, and when the last of them was, in milliseconds since the epoch. */
  readonly denials: number;
  readonly deniedAt: number;
  /** Until when the user wants to hear nothing of this client, in milliseconds since the epoch. */
  readonly blockedUntil: number;
}

/** What is remembered of all clients' requests to one user, by client. */
export type Guard = ReadonlyMap<string, ClientGuard>;

/** A client of which nothing is remembered. */
export const UNKNOWN_CLIENT: ClientGuard = {
  prompts: [],
  remembered: 0,
  denials: 0,
  deniedAt: 0,
  blockedUntil: 0,
};

/** How long denials are remembered, in seconds: no cool-down is longer. */
export const DENIALS_REMEMBERED = 86_400;

/** What still matters of all that is remembered: however long ago it was forgotten, nobody is judged by it. */
export function stillRemembered(guard: Guard, now: number): Guard {
  const live = [...guard].filter(([, own]) => now < forgottenAt(own));
  return new Map(live.map(([clientId, own]) => [clientId, withoutForgotten(own, now)]));
}

/** When nothing of it matters any more, in milliseconds since the epoch. */
export function forgottenAt(own: ClientGuard): number {
  const latest = own.prompts.at(-1);
  const prompted = latest === undefined ? 0 : (latest + own.remembered) * 1000;
  return Math.max(prompted, denialsForgottenAt(own), own.blockedUntil);
}

function withoutForgotten(own: ClientGuard, now: number): ClientGuard {
  const prompts = own.prompts.filter((at) => now < (at + own.remembered) * 1000);
  const blockedUntil = now < own.blockedUntil ? own.blockedUntil : 0;
  const kept = { ...own, prompts, blockedUntil };
  return now < denialsForgottenAt(own) ? kept : noteApproval(kept);
}

function denialsForgottenAt({ denials, deniedAt }: ClientGuard): number {
  return denials === 0 ? 0 : deniedAt + DENIALS_REMEMBERED * 1000;
}

/** Judges by what is still remembered whether a client may have a user asked now: reported, cooling down, too often, in this order. */
export function judgeGuard(
  caps: PromptCaps,
  guard: Guard,
  clientId: string,
  now: number,
): Limited | undefined {
  const own = guard.get(clientId) ?? UNKNOWN_CLIENT;
  if (now < own.blockedUntil) return limited('reported', own.blockedUntil, now);
  const cooled = caps.coolDown === false ? 0 : coolDownEnds(own, caps.coolDown);
  if (now < cooled) return limited('coolDown', cooled, now);
  const ofClient = fullUntil(caps.promptsPerClientAndUser, own.prompts, now);
  if (ofClient !== undefined) return limited('promptsPerClientAndUser', ofClient, now);
  const all = [...guard.values()].flatMap(({ prompts }) => prompts).sort((a, b) => a - b);
  const ofUser = fullUntil(caps.promptsPerUser, all, now);
  return ofUser === undefined ? undefined : limited('promptsPerUser', ofUser, now);
}

function coolDownEnds({ denials, deniedAt }: ClientGuard, { seconds, most }: CoolDown): number {
  return denials < 2 ? 0 : deniedAt + Math.min(seconds * 2 ** (denials - 2), most) * 1000;
}

/** When there is room again, where there is none: once the earliest of the last `most` prompts is over. */
function fullUntil(rate: Rate | false, prompts: readonly number[], now: number): number | undefined {
  if (rate === false) return undefined;
  const live = prompts.filter((at) => at * 1000 > now - rate.seconds * 1000);
  const earliest = live.at(-rate.most);
  return live.length < rate.most || earliest === undefined ? undefined : (earliest + rate.seconds) * 1000;
}

function limited(cap: Limited['cap'], until: number, now: number): Limited {
  return { cap, retryAfter: Math.max(1, Math.ceil((until - now) / 1000)) };
}

/** The user is asked: remembered for as long as a rate looks back, and rather a second longer than shorter. */
export function notePrompt(own: ClientGuard, caps: PromptCaps, now: number): ClientGuard {
  const remembered = rememberedFor(caps);
  const kept = own.prompts.filter((at) => now < (at + remembered) * 1000);
  return { ...own, remembered, prompts: [...kept, Math.ceil(now / 1000)] };
}

/** For how many seconds prompts are remembered; 0 where no rate looks back. */
export function rememberedFor({ promptsPerUser, promptsPerClientAndUser }: PromptCaps): number {
  return Math.max(
    0,
    ...[promptsPerUser, promptsPerClientAndUser].map((rate) => (rate === false ? 0 : rate.seconds)),
  );
}

/** The user said no. */
export function noteDenial(own: ClientGuard, now: number): ClientGuard {
  return { ...own, denials: own.denials + 1, deniedAt: now };
}

/** The user wants to hear nothing of the client for so many seconds. */
export function noteReport(own: ClientGuard, seconds: number, now: number): ClientGuard {
  return { ...own, blockedUntil: now + seconds * 1000 };
}

/** The user, or an operator for them, takes a report back. */
export function noteUnblock(own: ClientGuard): ClientGuard {
  return { ...own, blockedUntil: 0 };
}

/** The user said yes: whatever was denied before is forgotten. */
export function noteApproval(own: ClientGuard): ClientGuard {
  return { ...own, denials: 0, deniedAt: 0 };
}
