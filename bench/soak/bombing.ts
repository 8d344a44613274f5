import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedisServer } from '../../spec/support/redis-server.js';
import type { HttpAnswer, HttpClient } from '../http-client.js';
import { expectAnswer } from '../operations/operation.js';
import { GRANT_TYPE, PATHS } from '../servers/fixtures.js';
import { median } from '../statistics.js';
import { APPROVAL_ID } from './server-options.js';
import { type Servers, withServers } from './servers.js';

/** What became of requests that one user never asked for, and of everybody else meanwhile. */
export interface Bombing {
  readonly name: string;
  readonly bombs: number;
  /** Answers to them, by status and error. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often the user was asked by the attackers, and how often at most. */
  readonly prompts: number;
  readonly cap: number;
  readonly service: readonly Service[];
  /** What a good client heard that asked the user under attack, once a round. */
  readonly goodClient: Readonly<Record<string, number>>;
}

/** How somebody else was served. */
interface Service {
  readonly name: string;
  readonly flows: number;
  /** The median of a flow under attack against that of the quiet rounds. */
  readonly ratio: number;
  /** The quiet rounds against each other. */
  readonly noise: number;
}

const ROUNDS = 10;
const BOMBS_A_SECOND = 100;
const CLIENTS = 1000;
/** As the package has them. Seconds: the prompts are counted over less. */
const [CAP_OF_CLIENT, CAP_OF_USER] = [20, 60];
/** What design and noise grant. */
const TOLERANCE = 0.15;

/** Attacks one user by one client, and another one by 1,000; quiet rounds and attacked ones take turns. */
export async function measureBombing(bombs: number): Promise<readonly Bombing[]> {
  const redis = await startRedisServer();
  try {
    const settings = { redis: redis.url, countsPrompts: true, mintMs: 0 };
    return await withServers([settings], async (servers) => [
      await bombing('one client', servers, { bombs, clients: ['bomber'], cap: CAP_OF_CLIENT }),
      await bombing('1,000 clients', servers, {
        ...{ bombs, cap: CAP_OF_USER },
        clients: Array.from({ length: CLIENTS }, (_, n) => `bomber-${n}`),
      }),
    ]);
  } finally {
    await redis.kill();
  }
}

interface Attack {
  readonly bombs: number;
  readonly clients: readonly string[];
  readonly cap: number;
}

async function bombing(name: string, servers: Servers, { bombs, clients, cap }: Attack): Promise<Bombing> {
  const victim = `victim of ${name}`;
  const client = (id: string, width?: number): HttpClient => servers.clients(id, width)[0] as HttpClient;
  const attackers = clients.map((id) => client(id, clients.length === 1 ? 64 : 1));
  const [own, other, good] = [client('bomber', 4), client('shop', 4), client('good', 4)];
  const [answers, goodClient]: Record<string, number>[] = [{}, {}];
  const measured = [
    new Rounds('another user, the same client', own),
    new Rounds('another user, another client', other),
  ];
  const seconds = bombs / ROUNDS / BOMBS_A_SECOND;
  let thrown = 0;
  for (const rounds of measured) await rounds.measure(seconds, () => undefined);
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(measured.map((rounds) => rounds.quiet(seconds)));
    const attack = paced(Math.round(bombs / ROUNDS), async () => {
      const attacker = attackers[thrown++ % attackers.length] as HttpClient;
      tally(answers ?? {}, await ask(attacker, victim));
    });
    const asked = (async () => {
      await sleep((seconds * 1000) / 2);
      tally(goodClient ?? {}, await askAndDecide(good, victim));
    })();
    await Promise.all([attack, asked, ...measured.map((rounds) => rounds.attacked(seconds))]);
  }
  const all = await fetch(
    `http://127.0.0.1:${servers.processes[0]?.port}/prompts?sub=${encodeURIComponent(victim)}`,
  );
  const prompts = ((await all.json()) as { prompts: number }).prompts - (goodClient?.['200'] ?? 0);
  const service = measured.map((rounds) => rounds.service());
  return { name, bombs: thrown, answers: answers ?? {}, prompts, cap, service, goodClient: goodClient ?? {} };
}

/** Flows of somebody who has nothing to do with it, one after the other. */
class Rounds {
  readonly #name: string;
  readonly #http: HttpClient;
  readonly #quiet: number[][] = [];
  readonly #attacked: number[] = [];

  constructor(name: string, http: HttpClient) {
    this.#name = name;
    this.#http = http;
  }

  quiet(seconds: number): Promise<void> {
    const round: number[] = [];
    this.#quiet.push(round);
    return this.measure(seconds, (ms) => round.push(ms));
  }

  attacked(seconds: number): Promise<void> {
    return this.measure(seconds, (ms) => this.#attacked.push(ms));
  }

  async measure(seconds: number, took: (ms: number) => unknown): Promise<void> {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      const started = performance.now();
      await flow(this.#http);
      took(performance.now() - started);
      await sleep(PAUSE_MS);
    }
  }

  service(): Service {
    const half = (rest: number): number => median(this.#quiet.filter((_round, n) => n % 2 === rest).flat());
    return {
      name: this.#name,
      flows: this.#attacked.length,
      ratio: median(this.#attacked) / median(this.#quiet.flat()),
      noise: Math.abs(half(0) / half(1) - 1),
    };
  }
}

/** Between two flows: others have theirs. */
const PAUSE_MS = 20;

async function flow(http: HttpClient): Promise<void> {
  const sub = randomUUID();
  const asked = await ask(http, sub);
  expectAnswer(asked, 200, ({ auth_req_id }) => typeof auth_req_id === 'string');
  const token = { grant_type: GRANT_TYPE, auth_req_id: String(asked.body.auth_req_id) };
  expectAnswer(await http.post(PATHS.token, token), 400, ({ error }) => error === 'authorization_pending');
  const decision = { id: String(asked.headers[APPROVAL_ID]), sub, decision: 'approved' };
  expectAnswer(await http.post('/decide', decision), 200, ({ outcome }) => outcome === 'accepted');
  expectAnswer(await http.post(PATHS.token, token), 200, ({ id_token }) => typeof id_token === 'string');
}

function ask(http: HttpClient, user: string): Promise<HttpAnswer> {
  return http.post(PATHS.request, { scope: 'openid', login_hint: user, binding_message: 'W4SCT' });
}

/** The user knows this one, and says yes: it is pending no longer. */
async function askAndDecide(http: HttpClient, sub: string): Promise<HttpAnswer> {
  const asked = await ask(http, sub);
  const id = asked.headers[APPROVAL_ID];
  if (id !== undefined) await http.post('/decide', { id: String(id), sub, decision: 'approved' });
  return asked;
}

async function paced(count: number, act: () => Promise<void>): Promise<void> {
  const [started, underWay] = [performance.now(), [] as Promise<void>[]];
  while (underWay.length < count) {
    const due = Math.min(count, ((performance.now() - started) / 1000) * BOMBS_A_SECOND);
    while (underWay.length < due) underWay.push(act());
    await sleep(10);
  }
  await Promise.all(underWay);
}

function tally(counts: Record<string, number>, { status, body }: HttpAnswer): void {
  const name = [status, body.error].filter((part) => part !== undefined).join(' ');
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Prints the attacks; answers whether they came to nothing. */
export function printBombing(all: readonly Bombing[]): boolean {
  for (const { name, bombs, answers, prompts, cap, service, goodClient } of all) {
    console.log(`\n${bombs} requests against one user by ${name}: ${JSON.stringify(answers)}`);
    console.log(`prompts: ${prompts} (cap ${cap}); a good client's requests: ${JSON.stringify(goodClient)}`);
    for (const { name: who, flows, ratio, noise } of service) {
      const bound = (1 + noise + TOLERANCE).toFixed(2);
      console.log(
        `${who}: ${flows} flows, all well, ${ratio.toFixed(2)} x the quiet rounds (bound ${bound})`,
      );
    }
  }
  return all.every(
    ({ prompts, cap, service }) =>
      prompts <= cap && service.every(({ ratio, noise }) => ratio <= 1 + noise + TOLERANCE),
  );
}
