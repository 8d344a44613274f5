import type { Response } from 'supertest';
import type { CibaEventName } from '../../lib/events.js';
import type { CibaStore } from '../../lib/request/store.js';
import { type TestHost, type TestHostOptions, testHost } from './host.js';
import type { OpenStore, StoreCase } from './stores.ts';

/** A host that hides unknown users, and remembers what its store was asked and what it told. */
export interface HidingHost extends TestHost {
  /** What was asked of the store on behalf of clients, in order. */
  readonly calls: (readonly [name: string, shape: unknown])[];
  readonly events: (readonly [name: string, event: object])[];
  readonly opened: OpenStore;
}

const EVENTS: readonly CibaEventName[] = [
  ...(['requested', 'approved', 'denied', 'failed', 'cancelled', 'expired', 'redeemed', 'reuse'] as const),
  ...(['delivered', 'deliveryDeferred', 'undeliverable', 'clientAuthenticationFailed', 'limited'] as const),
  ...(['reported', 'refused', 'decoyed', 'bounded'] as const),
];

const MINUTE = 60_000;

/** What the queue asks by itself, whenever it likes. */
const OF_THE_QUEUE = ['take', 'settle', 'defer', 'bury'];

/** Makes such a host over a kind of store. */
export async function hidingHost({ open }: StoreCase, options: TestHostOptions = {}): Promise<HidingHost> {
  const opened = await open();
  // By a clock that is behind the process's own the queue looks at each request once more.
  await opened.advance((Math.ceil(Date.now() / MINUTE) + 1) * MINUTE - opened.now());
  const calls: HidingHost['calls'] = [];
  const host = testHost({
    store: watched(opened.store, calls),
    hideUnknownUsers: true,
    queueNotifyUser: true,
    ...options,
  });
  const events: HidingHost['events'] = [];
  for (const name of EVENTS) host.ciba.on(name, (event) => events.push([name, event]));
  return { ...host, calls, events, opened };
}

function watched(store: CibaStore, calls: HidingHost['calls']): CibaStore {
  const watch = ([name, call]: readonly [string, unknown]): readonly [string, unknown] => {
    if (typeof call !== 'function' || OF_THE_QUEUE.includes(name)) return [name, call];
    return [
      name,
      (...args: unknown[]) => {
        calls.push([name, args.map(withoutQueue).map(shapeOf)]);
        return call(...args);
      },
    ];
  };
  return Object.fromEntries(Object.entries(store).map(watch)) as unknown as CibaStore;
}

/** Whether somebody is asked from the queue is all that may differ. */
function withoutQueue(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  const { queued: _queued, ...rest } = argument as { readonly queued?: true };
  return Array.isArray(argument) ? argument : rest;
}

/** Members and kinds of values; what they are is each user's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, shapeOf(member)]),
  );
}

/** What is drawn at random in an id, and nothing that may stand in front of it. */
const DRAWN = /[\w-]{22}\.[\w-]{43}$/;

/** All of an answer that a client sees, but for the time and what is random. */
export function seenOf({ status, headers, body }: Response): unknown {
  const { date: _date, ...rest } = headers as Record<string, string>;
  const { auth_req_id: id, matching_number: number, ...members } = body as Record<string, unknown>;
  return {
    status,
    headers: rest,
    body: {
      ...members,
      ...(id !== undefined && { auth_req_id: String(id).replace(DRAWN, 'drawn') }),
      ...(number !== undefined && { matching_number: String(number).replace(/\d/g, 'x') }),
    },
  };
}
