import type { Redis } from 'ioredis';
import { keysOf } from '../../lib/store/redis/keys.js';
import type { Point } from './server-crash-points.ts';
import { type Asked, asked, REQUESTS_A_ROUND, type Round, standings } from './server-crash-round.ts';
import type { LanedReceiver } from './server-laned-receiver.ts';
import { clientsAt, startTeller, type Teller, type TellerOptions } from './server-tellers.ts';
import { until } from './server-until.ts';

/** Of so many requests the user denies one. */
const A_DENIAL_IN = 10;

/** What the lanes of a test share. */
export interface LaneSetting {
  readonly redis: Redis;
  readonly compiled: string;
  readonly survivor: Teller;
  readonly receiver: LanedReceiver;
  readonly victim: Omit<TellerOptions, 'lanes' | 'end'>;
}

/** A store of its own, in which one process after the other dies at the same point and another one takes over. */
export class CrashLane {
  readonly #setting: LaneSetting;
  readonly #index: number;
  readonly #point: Point;
  readonly #name: string;
  #victim: Teller | undefined;

  constructor(setting: LaneSetting, index: number, point: Point) {
    this.#setting = setting;
    this.#index = index;
    this.#point = point;
    this.#name = laneName(index);
  }

  /** Lets a process die in the midst of some rounds, then another one do what it left undone. */
  async rounds(
    numbers: readonly number[],
    meanwhile: () => Promise<void> = async () => undefined,
  ): Promise<Round[]> {
    const { redis, survivor, receiver } = this.#setting;
    const kept = { redis, keyPrefix: this.#name };
    await survivor.relay(this.#index, 'hold');
    const begun = await Promise.all(numbers.map((number) => this.#begin(number)));
    const signal = await this.#die(begun.flat());
    await meanwhile();
    const found = await Promise.all(begun.map((requests) => standings(requests, kept, receiver)));
    receiver.answer(this.#name);
    await survivor.relay(this.#index, 'relay');
    const outcomes = await Promise.all(begun.map((requests) => survivor.decide(this.#index, requests)));
    await until(async () => (await this.left()) === 0, `nothing is left in ${this.#name}`, 60_000);
    return begun.map((requests, n) => ({
      ...{ point: this.#point, requests, signal, found: found[n] ?? [] },
      outcomes: [...new Set(outcomes[n])],
    }));
  }

  /** How many clients are yet to be told, or cannot be. */
  async left(): Promise<number> {
    const keys = keysOf(this.#name, 1).of('https://as.example.com');
    const { redis } = this.#setting;
    return (await redis.zcard(keys.outboxOf(''))) + (await redis.zcard(keys.deadOf('')));
  }

  /** Ends the process that has not died, where a test has failed. */
  close(): void {
    this.#victim?.process.kill('SIGKILL');
  }

  /** Each client has as many requests as any other: where it is about minting, push clients alone. */
  #begin(number: number): Promise<Asked[]> {
    const { receiver, redis, survivor } = this.#setting;
    const minting = this.#point === 'after the mint';
    const clients = clientsAt(receiver.url, this.#name).filter(
      (client) => !minting || client.backchannel_token_delivery_mode === 'push',
    );
    const where = { port: survivor.ports[this.#index] ?? 0, redis, keyPrefix: this.#name };
    const all = Array.from({ length: REQUESTS_A_ROUND / clients.length }, () => clients).flat();
    return Promise.all(
      all.map((client, n) => {
        const denied = !minting && n % A_DENIAL_IN === 0;
        return asked(client, { sub: `${this.#name}-${number}-${n}`, denied }, where);
      }),
    );
  }

  async #die(requests: readonly Asked[]): Promise<NodeJS.Signals | null> {
    const { compiled, victim, receiver } = this.#setting;
    const end = { point: this.#point, requests: requests.length };
    const teller = await startTeller(compiled, { ...victim, lanes: [this.#name], end });
    this.#victim = teller;
    if (end.point === 'mid-call')
      receiver.hold(this.#name, end.requests, () => teller.process.kill('SIGKILL'));
    await teller.decide(0, requests).catch(() => undefined);
    return teller.gone;
  }
}

/** The key prefix of a lane. */
export function laneName(index: number): string {
  return `lane-${index}`;
}
