import type {
  Answer,
  AnswerEntry,
  CallEntry,
  Entry,
  MintedEntry,
  Op,
  RevokedEntry,
  Settings,
} from './entries.js';
import type { Span } from './span.js';

/** One call, with its answer if it has one. */
export interface Call {
  readonly call: number;
  readonly op: Op;
  readonly decision: string | undefined;
  readonly calledAt: number;
  /** When it was answered, or the connection ended. */
  readonly endedAt: number | undefined;
  readonly answer: Answer | undefined;
}

/** Everything that is known of one request, in the order in which it was called. */
export interface History {
  readonly request: string;
  readonly calls: readonly Call[];
  readonly minted: readonly MintedEntry[];
  readonly revoked: readonly RevokedEntry[];
}

/** Something that must not be, with all that led to it. */
export interface Violation {
  readonly rule: string;
  readonly request: string;
  readonly why: string;
  readonly history?: History;
}

type Open = { -readonly [K in keyof Call]: Call[K] };

interface Growing {
  readonly calls: Open[];
  readonly minted: MintedEntry[];
  readonly revoked: RevokedEntry[];
}

/** Reads a log, entry by entry, into one history for each request. */
export class LogReader {
  readonly #requests = new Map<string, Growing>();
  readonly #calls = new Map<number, { readonly call: Open; readonly request: string }>();
  readonly #violations: Violation[] = [];
  readonly #losses: Span[] = [];
  #settings: Settings | undefined;

  add(entry: Entry): void {
    if (entry.kind === 'call') this.#called(entry);
    else if (entry.kind === 'answer') this.#answered(entry);
    else if (entry.kind === 'cut') this.#ended(entry.call, entry.at, undefined);
    else if (entry.kind === 'minted') this.#of(entry.request).minted.push(entry);
    else if (entry.kind === 'revoked') this.#of(entry.request).revoked.push(entry);
    else if (entry.kind === 'settings') this.#settings = entry;
    else if (entry.lossFrom !== undefined) this.#losses.push({ from: entry.lossFrom, to: entry.at });
  }

  /** As the log says; without them nothing can be judged. */
  get settings(): Settings {
    if (this.#settings === undefined) throw new Error('the log says nothing of the settings');
    return this.#settings;
  }

  /** When what was written may have been lost. */
  get losses(): readonly Span[] {
    return this.#losses;
  }

  /** What is wrong with the log itself. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  *histories(): Generator<History> {
    for (const [request, growing] of this.#requests) yield { request, ...growing };
  }

  #called({ call, request, op, decision, at }: CallEntry): void {
    if (this.#calls.has(call)) {
      this.#wrong('a call is logged twice', request, `call ${call}`);
      return;
    }
    const open: Open = { call, op, decision, calledAt: at, endedAt: undefined, answer: undefined };
    this.#calls.set(call, { call: open, request });
    this.#of(request).calls.push(open);
  }

  #answered({ kind: _kind, at, call, ...answer }: AnswerEntry): void {
    this.#ended(call, at, answer);
  }

  #ended(number: number, at: number, answer: Answer | undefined): void {
    const known = this.#calls.get(number);
    if (known === undefined) {
      this.#wrong('an answer without a call', '', `call ${number}`);
      return;
    }
    const { call, request } = known;
    if (call.endedAt !== undefined) {
      this.#wrong('a call is answered twice', request, `call ${number}, at ${at}`);
      return;
    }
    if (at < call.calledAt) {
      const why = `call ${number}, called at ${call.calledAt}, answered at ${at}`;
      this.#wrong('an answer before its call', request, why);
    }
    call.endedAt = at;
    call.answer = answer;
  }

  #of(request: string): Growing {
    let growing = this.#requests.get(request);
    if (growing === undefined) {
      growing = { calls: [], minted: [], revoked: [] };
      this.#requests.set(request, growing);
    }
    return growing;
  }

  #wrong(rule: string, request: string, why: string): void {
    this.#violations.push({ rule, request, why });
  }
}
