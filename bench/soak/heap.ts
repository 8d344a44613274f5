import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedisServer } from '../../spec/support/redis-server.js';
import type { HttpClient } from '../http-client.js';
import { runAll } from '../load.js';
import { expectAnswer } from '../operations/operation.js';
import { GRANT_TYPE, PATHS } from '../servers/fixtures.js';
import { median } from '../statistics.js';
import { APPROVAL_ID } from './server-options.js';
import { withServers } from './servers.js';

/** A server's heap over many polls. */
export interface Heap {
  readonly store: string;
  readonly polls: number;
  /** Bytes in use after each part of the polls, garbage left out, once what ended is forgotten. */
  readonly samples: readonly number[];
  /** Bytes by which the last third lies above the one in the middle. */
  readonly grownBy: number;
}

const PARTS = 6;
/** Of one request. */
const POLLS = 60;
const WIDTH = 32;
/** Seconds: what has ended is kept for as long as it would have lived. */
const [LIFETIME, RETENTION] = [10, 1];
/** Milliseconds after which the memory store has swept what it keeps no longer. */
const SWEPT_MS = 31_000;
/** What the collector and the compiler may leave behind. */
const TOLERANCE = 1_048_576;

/** Watches the heap of a server on either store. */
export async function measureHeap(polls: number): Promise<readonly Heap[]> {
  const redis = await startRedisServer();
  try {
    // It is not about time: both may run at once.
    return await Promise.all([
      heapOf('memoryStore', { memory: true }, polls),
      heapOf('redisStore', { redis: redis.url }, polls),
    ]);
  } finally {
    await redis.kill();
  }
}

function heapOf(
  store: string,
  where: { readonly memory?: boolean; readonly redis?: string },
  polls: number,
): Promise<Heap> {
  const settings = {
    ...where,
    promptsWithin: LIFETIME,
    expiresIn: LIFETIME,
    retention: RETENTION,
    mintMs: 0,
  };
  return withServers([settings], async ({ processes, clients }) => {
    const [http] = clients('till', WIDTH) as [HttpClient];
    const samples: number[] = [];
    for (let part = 0; part < PARTS; part++) {
      await pollAll(http, Math.ceil(polls / PARTS));
      await sleep((LIFETIME + RETENTION) * 1000 + SWEPT_MS);
      const answer = await fetch(`http://127.0.0.1:${processes[0]?.port}/heap`);
      samples.push(((await answer.json()) as { heap: number }).heap);
    }
    const third = (n: number): number => median(samples.slice(n * (PARTS / 3), (n + 1) * (PARTS / 3)));
    return { store, polls, samples, grownBy: third(2) - third(1) };
  });
}

/** Some requests from beginning to end, with so many polls in all: of pending ones too fast and in time, of unknown ones, of redeemed ones. */
async function pollAll(http: HttpClient, polls: number): Promise<void> {
  const flow = async (): Promise<void> => {
    const sub = randomUUID();
    const asked = await http.post(PATHS.request, {
      scope: 'openid',
      login_hint: sub,
      requested_expiry: String(LIFETIME),
    });
    expectAnswer(asked, 200, ({ auth_req_id }) => typeof auth_req_id === 'string');
    const id = String(asked.body.auth_req_id);
    for (let n = 0; n < POLLS - 2; n++) {
      const unknown = n % 10 === 9;
      const answer = await poll(http, unknown ? `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}` : id);
      const pending = ['authorization_pending', 'slow_down'];
      expectAnswer(answer, 400, ({ error }) =>
        unknown ? error === 'invalid_grant' : pending.includes(String(error)),
      );
    }
    const approved = { id: String(asked.headers[APPROVAL_ID]), sub, decision: 'approved' };
    expectAnswer(await http.post('/decide', approved), 200, ({ outcome }) => outcome === 'accepted');
    expectAnswer(await poll(http, id), 200, ({ access_token }) => typeof access_token === 'string');
    expectAnswer(await poll(http, id), 400, ({ error }) => error === 'invalid_grant');
  };
  await runAll(
    Array.from({ length: Math.ceil(polls / POLLS) }, () => flow),
    WIDTH,
  );
}

function poll(http: HttpClient, auth_req_id: string): ReturnType<HttpClient['post']> {
  return http.post(PATHS.token, { grant_type: GRANT_TYPE, auth_req_id });
}

/** Prints the heaps; answers whether both are flat. */
export function printHeap(heaps: readonly Heap[]): boolean {
  const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(2);
  for (const { store, polls, samples, grownBy } of heaps) {
    console.log(`${store}, ${polls} polls: the last third lies ${mib(grownBy)} MiB above the one before`);
    console.log(`  MiB in use: ${samples.map(mib).join(' ')}`);
  }
  return heaps.every(({ grownBy }) => grownBy <= TOLERANCE);
}
