/** What the checker must know of the server; seconds. */
export interface Settings {
  /** Between two polls. */
  readonly interval: number;
  /** For which a poll holds the claim. */
  readonly lease: number;
  /** For which an ended request is remembered. */
  readonly retention: number;
}

/** What is asked of the server: by the client (`request`, `poll`) and on the approval side (`decide`, `look`). */
export type Op = 'request' | 'poll' | 'decide' | 'look';

/** Something was asked. Times are milliseconds since the epoch, by the one clock of the machine. */
export interface CallEntry {
  readonly kind: 'call';
  readonly at: number;
  /** Unlike that of any other call. */
  readonly call: number;
  /** What it is about: the user of the request, who has no other. */
  readonly request: string;
  readonly op: Op;
  /** The decision that is taken: its state, and what it says beyond that. */
  readonly decision?: string;
}

/** What was answered; members that the answer lacks are left out. */
export interface Answer {
  readonly status: number;
  /** The names of its members, in the order of the alphabet. */
  readonly members: readonly string[];
  readonly error?: string;
  /** Seconds, of the header. */
  readonly retryAfter?: number;
  readonly authReqId?: string;
  /** Seconds. */
  readonly expiresIn?: number;
  readonly interval?: number;
  readonly accessToken?: string;
  /** Of a decision. */
  readonly outcome?: string;
  /** Of a look. */
  readonly state?: string;
}

export interface AnswerEntry extends Answer {
  readonly kind: 'answer';
  readonly at: number;
  readonly call: number;
}

/** The connection ended before an answer. */
export interface CutEntry {
  readonly kind: 'cut';
  readonly at: number;
  readonly call: number;
  readonly reason: string;
}

/** The host has made tokens. */
export interface MintedEntry {
  readonly kind: 'minted';
  /** When it was asked to. */
  readonly from: number;
  readonly at: number;
  readonly request: string;
  readonly accessToken: string;
}

/** The host was told to take tokens back. */
export interface RevokedEntry {
  readonly kind: 'revoked';
  readonly at: number;
  readonly request: string;
  readonly accessToken: string;
}

/** Something was done to the servers. Where `lossFrom` is there, what was written from then on may be lost at any moment until `at`. */
export interface FaultEntry {
  readonly kind: 'fault';
  readonly at: number;
  readonly what: string;
  readonly lossFrom?: number;
}

export interface SettingsEntry extends Settings {
  readonly kind: 'settings';
  readonly at: number;
}

/** One line of the log. */
export type Entry =
  | CallEntry
  | AnswerEntry
  | CutEntry
  | MintedEntry
  | RevokedEntry
  | FaultEntry
  | SettingsEntry;
