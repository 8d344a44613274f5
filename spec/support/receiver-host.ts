import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, jest } from '@jest/globals';
import type { CibaGrant, TokenResponse } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import type { CibaEventName } from '../../lib/events.js';
import { type TestHost, type TestHostOptions, testHost, till } from './host.js';
import { type Fields, type Started, start } from './http-requests.js';
import { restingStore } from './receiver-outbox.ts';
import { type Receiver, receiverAuthority } from './receiver-server.ts';
import type { OpenStore, StoreCase } from './stores.ts';

/** What the specs' clients want to be called with. */
export const TOKEN = 'n5Jq0Z8w1u3c7m2p4r6t8v0x';

/** A client that is told of outcomes at a receiver. */
export function toldClient(
  mode: 'ping' | 'push',
  { endpoint }: Pick<Receiver, 'endpoint'>,
  changes: Partial<CibaClient> = {},
): CibaClient {
  return {
    ...till,
    client_id: `${mode}-till`,
    backchannel_token_delivery_mode: mode,
    backchannel_client_notification_endpoint: endpoint,
    ...changes,
  };
}

/** What happened at a host, by the names of the events. */
export type Told = readonly [name: CibaEventName, event: object];

/** A host that tells its clients of outcomes, and remembers what came of it. */
export interface TellingHost extends TestHost {
  /** Its registrations, which a test may change. */
  readonly clients: CibaClient[];
  /** What clients were told, or not. */
  readonly told: Told[];
  readonly grants: CibaGrant[];
  readonly revoked: TokenResponse[];
  readonly store: OpenStore['store'];
  /** Lets time pass for the store, has the host look at its outbox, and waits until all that was due is done. */
  pass(milliseconds: number): Promise<void>;
  /** Waits until nothing is under way. */
  rest(): Promise<void>;
}

/** A host's own keys, which two hosts over one store share. */
export const keyRing = [{ kid: 'k1', key: randomBytes(32) }];

const REAL = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const),
];
const SWEEP_MS = 1000;

/** Makes hosts, which look at their outbox for what is overdue only when a test says so; they end with the test. */
export function useTellingHosts(): (opened: OpenStore, options?: TestHostOptions) => Promise<TellingHost> {
  const hosts: TellingHost[] = [];
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: REAL });
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map(({ ciba }) => ciba.close()));
    jest.useRealTimers();
  });
  return async (opened, options = {}) => {
    const host = await tellingHost(opened, options);
    hosts.push(host);
    return host;
  };
}

/** Opens the store of a case anew for each test. */
export function useStore({ open }: StoreCase): () => OpenStore {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return () => opened;
}

const NAMES = ['delivered', 'deliveryDeferred', 'undeliverable'] as const;

async function tellingHost(opened: OpenStore, options: TestHostOptions): Promise<TellingHost> {
  const { clients = [], notification, adapter, ...others } = options;
  const { store, rest } = restingStore(opened.store);
  const known = [till, ...clients];
  const grants: CibaGrant[] = [];
  const revoked: TokenResponse[] = [];
  const ca = (await receiverAuthority()).cert;
  const host = testHost({
    store,
    deliveryModes: ['poll', 'ping', 'push'],
    caps: false,
    ...others,
    notification: { allowLoopback: true, ca, keyRing, ...notification },
    adapter: {
      getClient: (id) => known.find(({ client_id }) => client_id === id),
      issueTokens: (grant) => {
        grants.push(grant);
        return { access_token: `access-${grants.length}`, token_type: 'Bearer', expires_in: 300 };
      },
      revokeTokens: (tokens) => void revoked.push(tokens),
      ...adapter,
    },
  });
  const told: Told[] = [];
  for (const name of NAMES) host.ciba.on(name, (event) => told.push([name, event]));
  const pass = async (milliseconds: number): Promise<void> => {
    await opened.advance(milliseconds);
    jest.advanceTimersByTime(SWEEP_MS);
    await rest();
  };
  return { ...host, clients: known, told, grants, revoked, store: opened.store, pass, rest };
}

/** A request of a client that is told, accepted and pending. */
export function startTold(host: TestHost, client: CibaClient, fields: Fields = {}): Promise<Started> {
  return start(host, { client_notification_token: TOKEN, ...fields }, { client });
}

/** Likewise, and the user has approved it. */
export async function startToldApproved(
  host: TestHost,
  client: CibaClient,
  fields: Fields = {},
): Promise<Started> {
  const started = await startTold(host, client, fields);
  expect(await host.ciba.approve(started.id, { sub: 'alice' })).toEqual({ outcome: 'accepted' });
  return started;
}
