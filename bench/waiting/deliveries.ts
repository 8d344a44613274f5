import { setTimeout as sleep } from 'node:timers/promises';
import { runAll } from '../load.js';
import { approve } from '../operations/steps.js';
import type { ServerProcess } from '../server-process.js';
import type { WaitingBed } from './bed.js';
import { ask } from './ways.js';

/** How many clients one process tells in a second. */
export interface Deliveries {
  readonly name: string;
  readonly pings: number;
  readonly perSecond: number;
}

/** What a receiver in a process of its own says of itself. */
interface Received {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

const WIDTH = 32;
const LOOK_MS = 100;
const PATIENCE_MS = 120_000;

/** Has pings sent by one process: as approvals come in, and all at once. */
export async function measureDeliveries(bed: WaitingBed, pings: number): Promise<readonly Deliveries[]> {
  const receiver = await bed.start('receiver.ts');
  const url = `https://127.0.0.1:${receiver.port}/pings`;
  const server = await bed.start('waiting.ts', { DELIVERY_MODES: 'poll,ping', RECEIVER_URL: url });
  const scene = { bed, server, receiver };
  await oneByOne(scene, 'warm up', 500, 1);
  return [
    await oneByOne(scene, 'as approvals come in, one client', pings, 1),
    await oneByOne(scene, 'as approvals come in, 50 clients', pings, 50),
    await atOnce(scene, 'all approved at once, 50 clients', pings, 50),
    await atOnce(scene, 'all approved at once, one client', pings, 1),
  ];
}

interface Scene {
  readonly bed: WaitingBed;
  readonly server: ServerProcess;
  readonly receiver: ServerProcess;
}

async function oneByOne(scene: Scene, name: string, pings: number, clients: number): Promise<Deliveries> {
  const users = await pending(scene, pings, clients);
  const http = scene.bed.client(scene.server, 'ping-1', WIDTH);
  return timed(scene, { name, pings }, () =>
    runAll(
      users.map((user) => () => approve(http, user)),
      WIDTH,
    ),
  );
}

async function atOnce(scene: Scene, name: string, pings: number, clients: number): Promise<Deliveries> {
  await pending(scene, pings, clients);
  const http = scene.bed.client(scene.server, 'ping-1', 1);
  return timed(scene, { name, pings }, () => http.post('/approve-all', {}));
}

/** Requests that wait for their approval, spread over clients. */
async function pending({ bed, server }: Scene, count: number, clients: number): Promise<readonly string[]> {
  const https = Array.from({ length: clients }, (_, n) => bed.client(server, `ping-${n + 1}`, WIDTH));
  const users: string[] = [];
  const tasks = Array.from({ length: count }, (_, n) => async () => {
    const http = https[n % clients];
    if (http) users.push((await ask(http)).user);
  });
  await runAll(tasks, WIDTH);
  return users;
}

async function timed(
  { receiver }: Scene,
  { name, pings }: Pick<Deliveries, 'name' | 'pings'>,
  approveAll: () => Promise<unknown>,
): Promise<Deliveries> {
  const received = (): Promise<Received> => receiver.ask<Received>('received');
  const { count } = await received();
  const started = Date.now();
  await approveAll();
  for (;;) {
    const now = await received();
    const [arrived, seconds] = [now.count - count, (now.lastAt - started) / 1000];
    if (arrived >= pings) return { name, pings: arrived, perSecond: arrived / seconds };
    if (Date.now() - started > PATIENCE_MS) return { name, pings: arrived, perSecond: arrived / seconds };
    await sleep(LOOK_MS);
  }
}
